// SPDX-License-Identifier: MIT
// The pretended world of fake.h: its steps, and its deaths.
#include "fake_private.h"

#include <string.h>

#include "base/mem.h"

struct flight {
    struct fake *fake;
    struct step *step;
    struct timer *middle, *end;
    bool looking;
    bool effect_due, effect_done;
    int code;
};

static const struct retry_policy quick = { .first_ms = 100, .cap_ms = 1000, .most = 5 };

uint64_t
fake_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

int64_t
fake_now(const struct fake *f)
{
    return loop_clock(f->loop)->now_ms(loop_clock(f->loop));
}

void
fake_init(struct fake *f)
{
    *f = (struct fake){ .loop = loop_new_virtual(), .commit_ms = -1 };
}

static void
flight_free(struct flight *fl)
{
    timer_stop(fl->middle);
    timer_stop(fl->end);
    free(fl);
}

static void
flights_free(struct fake *f)
{
    map_each (it, &f->in_flight)
        flight_free(it->value);
    map_done(&f->in_flight);
}

void
fake_done(struct fake *f)
{
    flights_free(f);
    fake_journal_done(f);
    map_done(&f->running_subjects);
    buf_done(&f->log);
    loop_free(f->loop);
}

static void
note(struct fake *f, const char *what, const struct step *s)
{
    buf_addf(&f->log, "%s %s;", what, s->subject);
}

static void
effect_happens(void *user)
{
    struct flight *fl = user;
    struct act *a = fl->step->item;

    if (fl->effect_due && !fl->effect_done)
        a->effects++;
    fl->effect_done = true;
}

// What somebody else is changing.
static void
change(struct fake *f, const char *subject, struct step *s)
{
    const struct step *other = map_put(&f->running_subjects, subject, s);

    if (other && other != s)
        f->broke_a_rule = true;
}

static void
land(struct fake *f, struct flight *fl)
{
    const struct act *a = fl->step->item;

    f->running[fl->step->kind->lane]--;
    if (fl->step->kind->changes_subject)
        map_remove(&f->running_subjects, fl->step->subject);
    if (a->also)
        map_remove(&f->running_subjects, a->also);
    map_remove(&f->in_flight, fl->step->key);
    flight_free(fl);
}

static void
flight_ends(void *user)
{
    struct flight *fl = user;
    struct step *s = fl->step;
    struct act *a = s->item;
    struct fake *f = fl->fake;
    struct lct_err err = { 0 };
    bool again = fl->looking && !fl->code && !a->effects;

    effect_happens(fl);
    if (fl->code)
        lct_fail(&err, fl->code, "%s was told to fail", a->name);
    err.retry_after_ms = a->hint_ms;
    note(f, "end", s);
    a->ended_ms = fake_now(f);
    land(f, fl);
    if (again) {
        step_again(s);
        return;
    }
    if (!err.code)
        step_result(s, "{\"fake\":true}");
    step_end(s, &err);
}

static struct flight *
take_off(struct step *s, bool looking)
{
    struct fake *f = s->world;
    struct flight *fl = NEW(struct flight);
    const struct act *a = s->item;
    enum lane lane = s->kind->lane;

    *fl = (struct flight){ .fake = f, .step = s, .looking = looking };
    map_put(&f->in_flight, s->key, fl);
    if (++f->running[lane] > f->most[lane])
        f->most[lane] = f->running[lane];
    if (s->kind->changes_subject)
        change(f, s->subject, s);
    if (a->also)
        change(f, a->also, s);
    return fl;
}

static void
start(struct step *s)
{
    struct fake *f = s->world;
    struct act *a = s->item;
    struct flight *fl = take_off(s, false);
    const struct entry *e = fake_entry(f, s);

    if (!e || !e->intent)
        f->broke_a_rule = true;
    note(f, "start", s);
    fl->code = a->starts < a->times ? a->code : 0;
    fl->effect_due = !fl->code || a->effect;
    if (a->starts++ == 0)
        a->began_ms = fake_now(f);
    if (a->ms < 0 || (a->at_once && fl->code)) {
        flight_ends(fl);
        return;
    }
    fl->middle = timer_start(f->loop, a->ms / 2, effect_happens, fl);
    fl->end = timer_start(f->loop, a->ms, flight_ends, fl);
}

static void
adopt(struct step *s)
{
    struct fake *f = s->world;
    struct act *a = s->item;
    struct flight *fl = take_off(s, true);

    note(f, "look", s);
    fl->code = a->looks < a->look_times ? a->look_code : 0;
    a->looks++;
    fl->end = timer_start(f->loop, 10, flight_ends, fl);
}

static void
cancel(struct step *s)
{
    struct fake *f = s->world;
    struct act *a = s->item;
    struct flight *fl = map_get(&f->in_flight, s->key);

    a->cancels++;
    fl->code = LCT_ECANCELLED;
    timer_stop(fl->end);
    fl->end = timer_start(f->loop, 1, flight_ends, fl);
}

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct act *a = s->item;

    if (a->render_code)
        return lct_fail(err, a->render_code, "cannot be rendered");
    snprintf(digest, DIGEST_TEXT, "content-%u", s->attempts);
    return LCT_OK;
}

const struct step_kind fake_local = {
    .name = "local", .verb = "joining", .lane = LANE_LOCAL, .start = start
};
const struct step_kind fake_api = { .name = "api",
    .verb = "asking",
    .lane = LANE_API,
    .retry = &quick,
    .start = start,
    .adopt = adopt };
const struct step_kind fake_ssh = { .name = "ssh",
    .verb = "visiting",
    .lane = LANE_SSH,
    .retry = &quick,
    .start = start,
    .adopt = adopt };
const struct step_kind fake_wait = { .name = "wait",
    .verb = "waiting",
    .lane = LANE_WAIT,
    .retry = &quick,
    .start = start,
    .cancel = cancel };
const struct step_kind fake_change = { .name = "change",
    .verb = "changing",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &quick,
    .start = start,
    .adopt = adopt };
const struct step_kind fake_rendered = { .name = "rendered",
    .verb = "rendering",
    .lane = LANE_SSH,
    .retry = &quick,
    .render = render,
    .start = start };

struct graph *
fake_graph(struct fake *f)
{
    return graph_new(f->loop, f);
}

struct step *
fake_add(struct graph *g, const struct step_kind *kind, const char *subject, struct act *act)
{
    struct step *s = graph_add(g, kind, subject, act->name, "digest", act);

    s->usual_ms = act->ms > 0 ? act->ms : 0;
    if (act->also)
        step_also(s, act->also);
    return s;
}

static void
on_step(void *user, const struct step *s, const struct graph_counts *c)
{
    struct fake *f = user;
    const struct entry *e = fake_entry(f, s);
    size_t sum = c->done + c->failed + c->blocked + c->cancelled + c->running + c->waiting;

    f->shown[s->state]++;
    if (sum != c->total)
        f->broke_a_rule = true;
    if (step_settled(s->state) && !s->uncertain && !(e && e->state == s->state))
        f->broke_a_rule = true;
}

static void
on_ended(void *user, const struct lct_err *err, const struct graph_counts *c)
{
    struct fake *f = user;

    f->over = true;
    f->counts = *c;
    if (err)
        f->err = *err;
}

int
fake_start(struct fake *f, struct graph *g, const struct graph_limits *limits)
{
    const struct journal j = fake_journal(f);
    const struct graph_events events = { on_step, on_ended, f };

    return graph_run(g, limits, &j, &events, &f->err);
}

bool
fake_run(struct fake *f, struct graph *g, const struct graph_limits *limits)
{
    if (fake_start(f, g, limits) < 0)
        return false;
    while (!f->over && !f->dead)
        loop_turn(f->loop, true);
    return f->over;
}

void
fake_die(struct fake *f, uint64_t *seed)
{
    map_each (it, &f->in_flight) {
        struct flight *fl = it->value;
        if (!fl->looking && fake_random(seed) % 2)
            effect_happens(fl);
    }
    flights_free(f);
    map_done(&f->running_subjects);
    memset(f->running, 0, sizeof f->running);
    memset(f->most, 0, sizeof f->most);
}

void
fake_reborn(struct fake *f)
{
    loop_free(f->loop);
    f->loop = loop_new_virtual();
    f->dead = f->over = false;
    f->death = ALIVE;
    f->err = (struct lct_err){ 0 };
    fake_journal_lost(f);
}
