// SPDX-License-Identifier: MIT
// What the end of a step's start, or of the look for its effect, means: settled, tried again later,
// or looked for first.
#include <assert.h>

#include "base/arena.h"
#include "graph/engine.h"

static bool
start_delay(struct graph *g, const struct task *t, int64_t *delay)
{
    return retry_delay(&t->step.retry, t->starts, graph_now(g) - t->step.first_ms,
        t->step.err->retry_after_ms, random_64(loop_random(g->loop)), delay);
}

static bool
look_delay(struct graph *g, const struct task *t, int64_t *delay)
{
    return retry_delay(&t->step.retry, t->looks, graph_now(g) - t->look_ms,
        t->step.err->retry_after_ms, random_64(loop_random(g->loop)), delay);
}

static void
time_has_come(void *user)
{
    struct task *t = user;

    timer_stop(t->timer);
    t->timer = NULL;
    schedule_ready(t->step.graph, t);
}

static void
try_later(struct graph *g, struct task *t, int64_t delay)
{
    t->timer = timer_start(g->loop, delay, time_has_come, t);
    t->step.state = STEP_RETRYING;
    task_show(g, t, TALLY_RUNNING);
}

static void
give_up(struct graph *g, struct task *t)
{
    // The next operation must look, too.
    if (t->step.uncertain)
        t->own->code = LCT_EAMBIGUOUS;
    task_finish(g, t, STEP_FAILED);
}

// An answer was lost: look, whether or not it may be started again afterwards.
static void
look_later(struct graph *g, struct task *t)
{
    int64_t delay = 0;

    t->step.uncertain = true;
    t->looks = 0;
    start_delay(g, t, &delay);
    try_later(g, t, delay);
}

static void
passing_trouble(struct graph *g, struct task *t, bool lost)
{
    int64_t delay;

    if (lost && !t->looking)
        look_later(g, t);
    else if (t->looking ? look_delay(g, t, &delay) : start_delay(g, t, &delay))
        try_later(g, t, delay);
    else
        give_up(g, t);
}

static bool
is_passing(int code)
{
    return code == LCT_ERETRY || code == LCT_EWAIT || code == LCT_EAMBIGUOUS;
}

void
task_verdict(struct graph *g, struct task *t, const struct lct_err *err)
{
    int code = err ? err->code : LCT_OK;
    bool lost = t->step.kind->adopt && (t->looking || code == LCT_EAMBIGUOUS);

    task_trouble(t, err);
    if (code == LCT_ECANCELLED) {
        t->step.uncertain = t->step.kind->adopt != NULL; // what it had reached, nobody knows
        task_finish(g, t, STEP_CANCELLED);
    } else if (!is_passing(code)) {
        t->step.uncertain = false;
        task_finish(g, t, code ? STEP_FAILED : STEP_DONE);
    } else if (g->stop == STOP_HARD || (g->stop && !lost)) {
        t->step.uncertain = lost;
        task_finish(g, t, STEP_CANCELLED);
    } else {
        t->step.uncertain = lost;
        passing_trouble(g, t, lost);
    }
}

static void
leave(struct graph *g, struct task *t)
{
    assert(t->step.state == STEP_RUNNING); // else it ended twice
    g->under_way--;
    t->step.running = NULL;
    schedule_leave(g, t);
    graph_wake(g);
}

void
step_end(struct step *s, const struct lct_err *err)
{
    struct task *t = task_of(s);

    leave(s->graph, t);
    task_verdict(s->graph, t, err);
}

void
step_again(struct step *s)
{
    struct task *t = task_of(s);
    struct graph *g = s->graph;
    int64_t ignored;

    assert(t->looking);
    leave(g, t);
    s->uncertain = false;
    if (g->stop) {
        task_finish(g, t, STEP_CANCELLED);
    } else if (t->starts && !start_delay(g, t, &ignored)) {
        struct lct_err none = *s->err;
        none.code = LCT_ERETRY; // certainly without effect, now
        task_trouble(t, &none);
        task_finish(g, t, STEP_FAILED);
    } else {
        schedule_ready(g, t);
    }
}

void
step_result(struct step *s, const char *json)
{
    s->result = json ? arena_strdup(s->graph->arena, json) : NULL;
}
