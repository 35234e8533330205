// SPDX-License-Identifier: MIT
// Following an operation of another process: its journal is read again when the store was changed.
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/query/inventory.h"
#include "app/run/forecast.h"
#include "app/run/run.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "graph/graph.h"
#include "step/kinds.h"

#define TICK_MS 1000 // between two looks where nothing stirs

struct watching {
    struct lct *t;
    const struct lct_watch *watch;
    int64_t id;
    struct map states; // key of a step -> its state as told last (a constant)
    struct op *news;   // that is waited for
    bool stir;         // there may be some
    bool begun, done, interrupted, died;
    enum operation_state state;
};

static const char *
state_told(const char *state)
{
    static const char *const states[] = { "running", "retrying", "done", "failed", "blocked",
        "cancelled", NULL };

    for (const char *const *s = states; *s; s++)
        if (str_eq(*s, state))
            return *s;
    return "running"; // its intent is written
}

static struct lct_event
event_of(const struct operation *o, enum lct_event_kind kind, int64_t running)
{
    return (struct lct_event){ .kind = kind,
        .operation = o->id,
        .total = o->n_steps,
        .done = o->n_done,
        .failed = o->n_failed,
        .running = running };
}

static void
tell(struct watching *w, const struct lct_event *e)
{
    if (w->watch && w->watch->event)
        w->watch->event(w->watch->user, e);
}

// "node.hook web-01 firstboot/setup" is told of as "firstboot/setup"; NULL: there is no such part.
static const char *
detail_of(const struct journal_step *s)
{
    const char *rest = s->key + strlen(s->kind) + 1 + strlen(s->subject);

    return strlen(s->key) > strlen(s->kind) + strlen(s->subject) + 2 ? rest + 1 : NULL;
}

static int64_t
age_of(const struct watching *w, int64_t since_ms)
{
    const int64_t age = loop_wall_ms(w->t->loop) - since_ms;

    return age > 0 ? age : 0;
}

static void
tell_step(
    struct watching *w, const struct operation *o, const struct journal_step *s, int64_t running)
{
    const struct step_kind *kind = step_kind_find(s->kind);
    const char *state = state_told(s->state);
    struct lct_event e = event_of(o, LCT_EVENT_STEP, running);

    if (map_get(&w->states, s->key) == state)
        return;
    map_put(&w->states, s->key, (void *)(uintptr_t)state);
    e.subject = s->subject;
    e.verb = kind ? kind->verb : s->kind;
    e.past = kind ? kind->past : NULL;
    e.state = state;
    e.text = s->error_text;
    e.detail = detail_of(s);
    if (!s->outcome_ms) {
        e.age_ms = age_of(w, s->first_ms ? s->first_ms : s->intent_ms);
        e.usual_ms = e.detail ? usual_ms(w->t, s->kind, s->digest) : 0;
    }
    tell(w, &e);
}

static int64_t
count_running(struct journal_step *const *steps, size_t n)
{
    int64_t running = 0;

    for (size_t i = 0; i < n; i++)
        running += !steps[i]->outcome_ms;
    return running;
}

static void
tell_news(struct watching *w, struct operation *o, struct journal_step *const *steps, size_t n)
{
    const int64_t running = count_running(steps, n);

    if (!w->begun) {
        struct lct_event begin = event_of(o, LCT_EVENT_BEGIN, running);
        begin.age_ms = age_of(w, o->started_ms);
        tell(w, &begin);
    }
    w->begun = true;
    for (size_t i = 0; i < n; i++)
        tell_step(w, o, steps[i], running);
    w->done = o->state != OPERATION_RUNNING || w->died;
    w->state = o->state;
    if (!w->done) {
        const struct lct_event tick = event_of(o, LCT_EVENT_TICK, running);
        tell(w, &tick);
    } else {
        const struct lct_event end = event_of(o, LCT_EVENT_END, 0);
        tell(w, &end);
    }
}

// The lease is read before the state: whoever ends an operation gives the lease back after it.
static int
look(struct watching *w, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct operation *o;
    struct journal_step **steps;
    struct lease lease;
    size_t n;

    if (operation_need(w->t, a, w->id, &o, err) < 0 ||
        kept_lease(w->t, a, o->cluster, &lease, err) < 0)
        return err->code;
    w->died = !lease_lives(&lease, loop_wall_ms(w->t->loop));
    if (operation_need(w->t, a, w->id, &o, err) < 0 ||
        !(steps = kept_steps(w->t, a, w->id, &n, err)))
        return err->code;
    w->died = w->died && o->state == OPERATION_RUNNING;
    tell_news(w, o, steps, n);
    return LCT_OK;
}

static void
on_news(void *user, const struct lct_err *err)
{
    struct watching *w = user;

    (void)err;
    w->news = NULL;
    w->stir = true;
}

static void
on_interrupt(void *user, int events)
{
    struct watching *w = user;
    uint64_t count;

    (void)events;
    if (read(w->t->wake, &count, sizeof count) > 0)
        w->done = w->interrupted = w->stir = true;
}

// Its journal is read when anything was committed, and its clock told in any case.
static int
follow(struct watching *w, struct lct_err *err)
{
    struct store *store = w->t->store;

    while (!w->done) {
        if (look(w, err) < 0)
            return err->code;
        if (w->done)
            break;
        w->stir = false;
        w->news = store->ops->watch(store, TICK_MS, on_news, w);
        loop_run(w->t->loop, &w->stir);
    }
    return LCT_OK;
}

static int
choose(struct watching *w, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    size_t n;

    if (w->id)
        return LCT_OK;
    struct operation **list = kept_operations(w->t, a, NULL, 100, &n, err);
    if (!list)
        return err->code;
    if (!n)
        return lct_fail(err, LCT_ENOTFOUND, "nothing was done yet");
    w->id = list[0]->id;
    for (size_t i = n; i-- > 0;)
        if (list[i]->state == OPERATION_RUNNING)
            w->id = list[i]->id;
    return LCT_OK;
}

static int
conclude(const struct watching *w, struct lct_answer **ret, struct lct_err *err)
{
    if (w->interrupted)
        return lct_fail(err, LCT_ECANCELLED, "the watching was interrupted; the operation goes on");
    if (lct_operation_show(w->t, w->id, ret, err) < 0)
        return err->code;
    const struct lct_value *o = lct_get(lct_answer_root(*ret), "operation");
    const char *summary = lct_text(lct_get(o, "summary"), "it ended");
    const char *cluster = lct_text(lct_get(o, "cluster"), "NAME");
    if (w->state == OPERATION_DONE)
        return LCT_OK;
    if (w->state == OPERATION_PARTIAL) {
        lct_fail(err, LCT_EPARTIAL, "%s", summary);
        return lct_hint(err, "to try what failed again: %s", ADVICE(CLUSTER_RETRY, cluster));
    }
    if (w->state == OPERATION_CANCELLED)
        lct_fail(err, LCT_ECANCELLED, "interrupted: %s", summary);
    else
        lct_fail(err, LCT_EFAILED, "%s", w->died ? "the process that ran it is dead" : summary);
    return lct_hint(err, "to go on: %s", ADVICE(CLUSTER_RESUME, cluster));
}

int
lct_operation_watch(struct lct *t, int64_t id, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct watching w = { .t = t, .watch = watch, .id = id };

    if (store_need(t, err) < 0 || choose(&w, err) < 0)
        return err->code;
    struct watch *wake = watch_start(t->loop, t->wake, WATCH_READ, on_interrupt, &w);
    int code = follow(&w, err);
    op_cancel(w.news);
    watch_stop(wake);
    map_done(&w.states);
    return code == LCT_OK ? conclude(&w, ret, err) : code;
}
