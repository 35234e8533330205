// SPDX-License-Identifier: MIT
// Running the graph of an operation: journal, progress, interrupts.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/query/inventory.h"
#include "app/run/forecast.h"
#include "app/run/run.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "step/kinds.h"

#define TICK_MS 1000

static struct noted *
noted_of(struct run *r, const char *key)
{
    struct noted *noted = map_get(&r->noted, key);

    if (!noted) {
        noted = NEW(struct noted);
        noted->number = (int64_t)r->noted.n + 1;
        map_put(&r->noted, key, noted);
    }
    return noted;
}

static int
journal_put(void *user, const struct step *s, struct lct_err *err)
{
    struct run *r = user;
    const int64_t now = loop_wall_ms(r->t->loop);
    struct noted *noted = noted_of(r, s->key);
    const int64_t age = s->first_ms ? loop_now_ms(r->t->loop) - s->first_ms : 0;
    const struct journal_step js = {
        .operation = r->record.id,
        .number = noted->number,
        .key = s->key,
        .kind = s->kind->name,
        .subject = s->subject,
        .digest = s->digest,
        .state = step_state_name(s->state),
        .attempts = s->attempts,
        .content_digest = s->content_digest[0] ? s->content_digest : NULL,
        .result = s->result,
        .error = s->err->code,
        .error_text = s->err->code ? s->err->text : NULL,
        .error_hint = s->err->code ? s->err->hint : NULL,
        .first_ms = s->first_ms ? now - age : 0,
        .intent_ms = step_settled(s->state) ? noted->intent_ms : now,
        .outcome_ms = step_settled(s->state) ? now : 0,
    };

    (void)err;
    noted->first_ms = js.first_ms;
    noted->intent_ms = js.intent_ms;
    noted->outcome_ms = js.outcome_ms;
    ledger_put(r->ledger, RECORD_STEP, &js);
    return LCT_OK;
}

static void
journal_commit(void *user, void (*done)(void *, const struct lct_err *), void *done_user)
{
    struct run *r = user;

    ledger_commit(r->ledger, done, done_user);
}

static void
tell(struct run *r, const struct lct_event *e)
{
    if (r->watch && r->watch->event)
        r->watch->event(r->watch->user, e);
}

void
run_notice(struct run *r, const char *subject, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    tell(r, &(struct lct_event){ .kind = LCT_EVENT_NOTICE,
                .operation = r->record.id,
                .subject = subject,
                .text = text });
}

static const char *
public_state(const struct step *s)
{
    switch (s->state) {
    case STEP_WAITING:
    case STEP_READY:
    case STEP_COMMITTING:
        return "waiting";
    case STEP_RUNNING:
        return "running";
    case STEP_RETRYING:
        return "retrying";
    case STEP_DONE:
        return "done";
    case STEP_FAILED:
        return "failed";
    case STEP_BLOCKED:
        return "blocked";
    case STEP_CANCELLED:
        return "cancelled";
    }
    return "waiting";
}

static struct lct_event
event_of(const struct run *r, enum lct_event_kind kind, const struct graph_counts *c)
{
    return (struct lct_event){
        .kind = kind,
        .operation = r->record.id,
        .total = (int64_t)c->total,
        .done = (int64_t)c->done,
        .failed = (int64_t)(c->failed + c->blocked),
        .running = (int64_t)c->running,
    };
}

// Of a script: which one, and how long it usually takes, as learned or as its plan says.
static void
tell_hook(const struct run *r, const struct step *s, struct lct_event *e)
{
    const struct hook *h = s->item;

    e->detail = arena_printf(r->arena, "%s/%s", event_name(h->step->event), h->step->name);
    e->usual_ms = s->usual_ms;
}

// What another hand had opened is closed again: nobody should hear of that by chance only.
static void
tell_closed(struct run *r, const struct step *s)
{
    const struct member *m = s->item;

    if (s->kind == &node_membership && s->state == STEP_DONE && m->amiss)
        run_notice(r, s->subject, "%s: closed again", m->amiss);
}

// Something that it was brought says more than that it is there.
static void
tell_told(struct run *r, const struct step *s)
{
    const struct member *m = s->item;

    if (s->kind == &node_content && s->state == STEP_DONE && m->told)
        run_notice(r, s->subject, "%s", m->told);
}

// What a node did not do before it went is not passed over in silence.
static void
tell_skipped(struct run *r, const struct step *s)
{
    const struct hook *h = s->item;

    if (s->kind == &node_hook && s->state == STEP_DONE && h->skipped)
        run_notice(r, s->subject, "%s/%s did not run, and the node goes all the same: %s",
            event_name(h->step->event), h->step->name, h->skipped);
}

static void
on_step(void *user, const struct step *s, const struct graph_counts *c)
{
    struct run *r = user;
    struct lct_event e = event_of(r, LCT_EVENT_STEP, c);

    if (s->state == STEP_FAILED && s->kind->failed)
        s->kind->failed((struct step *)(uintptr_t)s);
    e.subject = s->subject;
    e.verb = s->kind->verb;
    e.past = s->kind->past;
    e.state = public_state(s);
    e.text = s->err->code ? s->err->text : NULL;
    if (s->first_ms)
        e.age_ms = loop_now_ms(r->t->loop) - s->first_ms;
    if (s->kind == &node_hook)
        tell_hook(r, s, &e);
    tell(r, &e);
    tell_closed(r, s);
    tell_told(r, s);
    tell_skipped(r, s);
}

static void
tell_tick(struct run *r)
{
    struct graph_counts counts = graph_counts(r->graph);
    struct lct_event e = event_of(r, LCT_EVENT_TICK, &counts);

    tell(r, &e);
}

static void
on_tick(void *user)
{
    struct run *r = user;

    timer_stop(r->tick);
    tell_tick(r);
    r->tick = timer_start(r->t->loop, TICK_MS, on_tick, r);
}

static void
on_ended(void *user, const struct lct_err *err, const struct graph_counts *c)
{
    struct run *r = user;

    r->ended = true;
    r->counts = *c;
    if (err)
        r->outcome = *err;
}

static void
on_interrupt(void *user, int events)
{
    struct run *r = user;
    uint64_t count;

    (void)events;
    if (read(r->t->wake, &count, sizeof count) < 0)
        return;
    r->interrupts += (int)count;
    tell_tick(r);
    graph_stop(r->graph, r->interrupts > 1);
}

static void
tell_begin(struct run *r)
{
    struct graph_counts counts = graph_counts(r->graph);
    struct lct_event e = event_of(r, LCT_EVENT_BEGIN, &counts);
    const struct forecast f = forecast(r->t, r->cloud, r->graph);

    e.estimate_ms = f.time.ms;
    e.estimate_from_ms = f.time.from_ms;
    e.estimate_to_ms = f.time.to_ms;
    if (f.creates) {
        e.creates = (int64_t)f.creates;
        e.limit = f.create.limit;
        e.window_ms = f.create.window_ms;
    }
    tell(r, &e);
}

int
run_graph(struct run *r, struct lct_err *err)
{
    const struct journal journal = { journal_put, journal_commit, r };
    const struct graph_events events = { on_step, on_ended, r };
    const struct graph_limits limits = { .sequential = r->t->sequential };
    struct watch *wake = watch_start(r->t->loop, r->t->wake, WATCH_READ, on_interrupt, r);
    int code;

    tell_begin(r);
    r->tick = timer_start(r->t->loop, TICK_MS, on_tick, r);
    code = graph_run(r->graph, &limits, &journal, &events, err);
    if (code == LCT_OK)
        loop_run(r->t->loop, &r->ended);
    timer_stop(r->tick);
    watch_stop(wake);
    struct lct_event end = event_of(r, LCT_EVENT_END, &r->counts);
    tell(r, &end);
    if (code == LCT_OK && r->outcome.code && r->outcome.code != LCT_ECANCELLED) {
        *err = r->outcome;
        return err->code;
    }
    return code;
}

static struct doc *
failure_doc(struct arena *a, const struct step *s)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "node", s->subject);
    doc_put_string(a, d, "step", s->key);
    doc_put_string(a, d, "code", lct_code_name(s->err->code));
    doc_put_string(a, d, "message", s->err->text);
    doc_put_string(a, d, "hint", s->err->hint[0] ? s->err->hint : NULL);
    return d;
}

static void
put_closed(const struct run *r, struct lct_answer *answer)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "firewalls", doc_list(a));

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct member *m = &r->world.members[i];
        if (!m->amiss)
            continue;
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "node", m->node->name);
        doc_put_string(a, d, "label", m->node->label);
        doc_put_string(a, d, "found", m->amiss);
    }
}

struct lct_answer *
run_answer(struct run *r)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    size_t n = 0;
    struct node **nodes = arena_array(r->arena, r->world.n_members, sizeof *nodes);
    struct resource **things = arena_array(r->arena, r->world.n_holdings, sizeof *things);

    for (size_t i = 0; i < r->world.n_members; i++)
        if (r->world.members[i].node->state != STATE_DESTROYED) {
            nodes[n] = r->world.members[i].node;
            if (!r->world.members[i].away) // what was seen at the beginning is over
                nodes[n]->seen = NULL;
            nodes[n++]->lost = false;
        }
    for (size_t i = 0; i < r->world.n_holdings; i++)
        things[i] = r->world.holdings[i].resource;
    inventory_volumes(r->arena, nodes, n, things, r->world.n_holdings);
    r->record.n_steps = (int64_t)r->counts.total;
    r->record.n_done = (int64_t)r->counts.done;
    r->record.n_failed = (int64_t)r->counts.failed;
    doc_put(a, answer->root, "operation", operation_doc(a, &r->record));
    doc_put(a, answer->root, "cluster", cluster_doc(a, r->cluster, nodes, n));
    struct doc *list = doc_put(a, answer->root, "nodes", doc_list(a));
    for (size_t i = 0; i < n; i++)
        doc_add(a, list, node_doc(a, nodes[i], r->cluster));
    struct doc *failed = doc_put(a, answer->root, "failed", doc_list(a));
    for (size_t i = 0; r->graph && i < graph_count(r->graph); i++)
        if (graph_at(r->graph, i)->state == STEP_FAILED)
            doc_add(a, failed, failure_doc(a, graph_at(r->graph, i)));
    put_closed(r, answer);
    return answer;
}
