// SPDX-License-Identifier: MIT
// Gates: what a graph waits for outside of it. One that is shut is a step with one thing more to
// wait for: nothing of it runs, is tried, or takes a place, so that a sequence goes on with the
// others, and a stop ends it as any step that was not begun.
#include "graph/engine.h"

static void
pass(struct step *s)
{
    step_end(s, s->err); // as it was opened
}

static const struct step_kind gate = {
    .name = "gate", .verb = "waiting", .lane = LANE_WAIT, .start = pass
};

struct step *
graph_gate(struct graph *g, const char *name)
{
    struct step *s = graph_add(g, &gate, name, NULL, NULL, NULL);

    task_of(s)->shut = true;
    map_put(&g->gates, name, task_of(s));
    return s;
}

void
gate_open(struct graph *g, const char *name, const struct lct_err *err)
{
    struct task *t = map_get(&g->gates, name);

    if (!t || !t->shut || step_settled(t->step.state))
        return;
    t->shut = false;
    task_trouble(t, err);
    if (!g->turn_end)
        return; // before it runs
    schedule_try(g, t);
    graph_wake(g);
}

bool
gates_wait(const struct graph *g)
{
    map_each (it, &g->gates) {
        const struct task *t = it->value;
        if (t->shut && !step_settled(t->step.state))
            return true;
    }
    return false;
}
