// SPDX-License-Identifier: MIT
// Stopping: softly, what runs runs to its end; hard, it is asked to end.
#include "graph/engine.h"

void
graph_stop(struct graph *g, bool hard)
{
    enum stop stop = hard ? STOP_HARD : STOP_SOFT;

    if (stop > g->stop)
        g->stop = stop;
    graph_wake(g);
}

static void
cancel(struct graph *g, struct task *t)
{
    timer_stop(t->timer);
    t->timer = NULL;
    if (!t->step.err->code)
        lct_fail(task_room(t), LCT_ECANCELLED, "stopped before it began");
    task_finish(g, t, STEP_CANCELLED);
}

static void
ask_to_end(struct task *t)
{
    if (!t->step.kind->cancel || t->asked)
        return;
    t->asked = true;
    t->step.kind->cancel(&t->step);
}

static void
stop_one(struct graph *g, struct task *t)
{
    enum step_state state = t->step.state;
    // A lost answer is looked for even now: to stop softly is to know how things ended.
    bool looks = state == STEP_RETRYING && t->step.uncertain && g->stop == STOP_SOFT;

    if (state == STEP_RUNNING && g->stop == STOP_HARD)
        ask_to_end(t);
    else if (state == STEP_WAITING || state == STEP_READY || (state == STEP_RETRYING && !looks))
        cancel(g, t);
}

// Without a journal nothing can be settled any more: only timers and what runs are ended.
static void
break_one(struct task *t)
{
    timer_stop(t->timer);
    t->timer = NULL;
    if (t->step.state == STEP_RUNNING)
        ask_to_end(t);
}

void
stop_sweep(struct graph *g)
{
    if (g->stopped >= g->stop)
        return;
    g->stopped = g->stop;
    schedule_drop(g);
    vec_each (t, &g->all.list) {
        if (g->broken.code)
            break_one(*t);
        else
            stop_one(g, *t);
    }
}
