// SPDX-License-Identifier: MIT
// Running a graph, one commit a turn of the loop: the intents of all that starts now and the
// outcomes of all that just ended become durable together; then the effects start, and what waited
// is released.
#include "graph/engine.h"

static void
nothing(void *user)
{
}

// Only so that a turn happens, and with it its end; the graph may be gone by then.
void
graph_wake(struct graph *g)
{
    if (g->awake || !g->turn_end)
        return;
    g->awake = true;
    loop_soon(g->loop, nothing, NULL);
}

void
task_show(struct graph *g, struct task *t, enum tally as)
{
    struct graph_counts c;

    task_count(g, t, as);
    if (!g->events.step)
        return;
    c = graph_counts(g);
    g->events.step(g->events.user, &t->step, &c);
}

void
task_finish(struct graph *g, struct task *t, enum step_state state)
{
    t->step.state = state;
    vec_push(&g->ended.list, t);
}

static int
put(struct graph *g, const struct task *t, size_t *n_put)
{
    if (!g->broken.code && g->journal.put(g->journal.user, &t->step, &g->broken) < 0 &&
        !g->broken.code)
        lct_fail(&g->broken, LCT_EFAILED, "the journal cannot be written");
    ++*n_put;
    return g->broken.code;
}

static int
put_intent(struct graph *g, struct task *t, size_t *n_put)
{
    enum step_state before = t->step.state;

    t->step.state = STEP_RUNNING;
    put(g, t, n_put);
    t->step.state = before;
    return g->broken.code;
}

// What an earlier process left in doubt stays in doubt, in the journal of this one, until somebody
// has looked.
static void
put_doubts(struct graph *g, size_t *n_put)
{
    vec_each (t, &g->all.list)
        if ((*t)->step.uncertain)
            put_intent(g, *t, n_put);
}

static void
count_try(const struct graph *g, struct task *t)
{
    struct step *s = &t->step;

    if (t->looking) {
        if (t->looks++ == 0)
            t->look_ms = graph_now(g);
        return;
    }
    s->attempts++;
    if (t->starts++ == 0)
        s->first_ms = graph_now(g);
}

static void
intend(struct graph *g, struct task *t, size_t *n_put)
{
    struct step *s = &t->step;
    struct lct_err err = { 0 };

    t->looking = s->uncertain && s->kind->adopt;
    count_try(g, t);
    if (!t->looking && s->kind->render && s->kind->render(s, s->content_digest, &err) < 0) {
        schedule_leave(g, t);
        task_verdict(g, t, &err);
        return;
    }
    if (!t->looking)
        put_intent(g, t, n_put);
    s->state = STEP_COMMITTING;
    vec_push(&g->intents.list, t);
}

static void
block(struct graph *g, struct task *t, struct step *culprit)
{
    t->blocked_by = culprit;
    lct_fail(task_room(t), LCT_EFAILED, "waits for %s, which %s", culprit->key,
        culprit->state == STEP_CANCELLED ? "was cancelled"
        : culprit->state == STEP_FAILED  ? "failed"
                                         : "waits for it");
    task_finish(g, t, STEP_BLOCKED);
}

static void
put_intents(struct graph *g, size_t *n_put)
{
    struct task *t;

    while (!g->broken.code && (t = schedule_next(g))) {
        struct step *culprit = pool_refuses(t);
        if (!culprit) {
            intend(g, t, n_put);
            continue;
        }
        schedule_leave(g, t);
        block(g, t, culprit);
    }
}

static void
block_dependants(struct graph *g, struct task *t)
{
    struct step *culprit = t->blocked_by ? t->blocked_by : &t->step;

    for (struct edge *e = t->edges; e; e = e->next)
        if (e->needs && e->to->step.state == STEP_WAITING)
            block(g, e->to, culprit);
}

// Whether it had its effect is not known: the journal keeps the intent without an outcome, so that
// the next operation looks.
static bool
stays_in_doubt(const struct step *s)
{
    return s->uncertain && (s->state == STEP_CANCELLED || s->state == STEP_BLOCKED);
}

static void
put_outcomes(struct graph *g, size_t *n_put)
{
    struct tasks empty = g->outcomes;

    for (size_t i = 0; i < g->ended.list.n; i++) { // block_dependants adds to it
        struct task *t = g->ended.list.items[i];
        if (t->step.state != STEP_DONE)
            block_dependants(g, t);
        if (!stays_in_doubt(&t->step))
            put(g, t, n_put);
    }
    g->outcomes = g->ended;
    g->ended = empty;
}

static enum tally
tally_of(enum step_state settled)
{
    return settled == STEP_DONE      ? TALLY_DONE
           : settled == STEP_FAILED  ? TALLY_FAILED
           : settled == STEP_BLOCKED ? TALLY_BLOCKED
                                     : TALLY_CANCELLED;
}

static void
settle(struct graph *g, struct task *t)
{
    task_show(g, t, tally_of(t->step.state));
    schedule_settled(g, t);
    for (struct edge *e = t->edges; e; e = e->next) {
        e->to->open_edges--;
        schedule_try(g, e->to);
    }
}

// graph_stop came while the intent was being committed. A look after a start of our own is part of
// that start's end.
static bool
comes_too_late(const struct graph *g, const struct task *t)
{
    return g->stop && !(g->stop == STOP_SOFT && t->looking && t->starts);
}

static void
begin(struct graph *g, struct task *t)
{
    if (comes_too_late(g, t)) {
        schedule_leave(g, t);
        lct_fail(task_room(t), LCT_ECANCELLED, "stopped before it began");
        task_finish(g, t, STEP_CANCELLED);
        return;
    }
    t->step.state = STEP_RUNNING;
    g->under_way++;
    task_show(g, t, TALLY_RUNNING);
    if (t->looking)
        t->step.kind->adopt(&t->step);
    else
        t->step.kind->start(&t->step);
}

static void
journal_broke(struct graph *g)
{
    g->stop = STOP_HARD;
    g->stopped = STOP_NOT;
    graph_wake(g);
}

static void
committed(void *user, const struct lct_err *err)
{
    struct graph *g = user;

    g->committing = false;
    if (err && err->code) {
        g->broken = *err;
        journal_broke(g);
        return;
    }
    if (g->outcomes.list.n || g->intents.list.n)
        graph_wake(g);
    vec_each (t, &g->outcomes.list)
        settle(g, *t);
    g->outcomes.list.n = 0;
    vec_each (t, &g->intents.list)
        begin(g, *t);
    g->intents.list.n = 0;
}

static void
commit(struct graph *g)
{
    size_t n_put = 0;

    if (!g->begun)
        put_doubts(g, &n_put);
    g->begun = true;
    put_intents(g, &n_put);
    put_outcomes(g, &n_put);
    if (g->broken.code) {
        journal_broke(g);
        return;
    }
    g->committing = true;
    if (n_put)
        g->journal.commit(g->journal.user, committed, g);
    else
        committed(g, NULL);
}

// Nothing runs and nothing is to come, from outside neither: whoever waits waits for a place that
// another has, and that other for him.
static bool
is_tied(const struct graph *g)
{
    return !g->awake && !g->committing && g->counts[TALLY_WAITING] > 0 &&
           g->counts[TALLY_RUNNING] == 0 && !gates_wait(g);
}

static bool
is_over(const struct graph *g)
{
    if (g->committing || g->under_way || g->stopped < g->stop)
        return false;
    return g->broken.code || g->counts[TALLY_WAITING] + g->counts[TALLY_RUNNING] == 0;
}

static void
turn(void *user)
{
    struct graph *g = user;

    g->awake = false;
    stop_sweep(g);
    if (!g->committing && !g->broken.code)
        commit(g);
    if (is_tied(g) && pools_untie(g))
        graph_wake(g);
    if (!is_over(g))
        return;
    loop_turn_end_remove(g->turn_end);
    g->turn_end = NULL;
    struct graph_counts c = graph_counts(g);
    if (g->events.ended) // the last thing: it may free the graph
        g->events.ended(g->events.user, g->broken.code ? &g->broken : NULL, &c);
}

int
graph_run(struct graph *g, const struct graph_limits *limits, const struct journal *j,
    const struct graph_events *events, struct lct_err *err)
{
    if (graph_check(g, err) < 0)
        return err->code;
    g->journal = *j;
    if (events)
        g->events = *events;
    schedule_begin(g, limits);
    g->turn_end = loop_at_turn_end(g->loop, turn, g);
    graph_wake(g);
    return LCT_OK;
}
