// Who may start: ready steps by priority, as many side by side as their lane holds, and one at a
// time of those that change the same subject.
#include "graph/engine.h"

void
schedule_ready(struct graph *g, struct task *t)
{
    t->step.state = STEP_READY;
    heap_push(&g->ready[t->step.kind->lane], t);
}

// The first of the lane that may start. One whose subject is busy is parked there until the other
// leaves, so that it is not looked at again and again.
static struct task *
lane_next(struct graph *g, enum lane lane)
{
    struct task *t;

    if (g->busy[lane] >= g->limits[lane])
        return NULL;
    while ((t = heap_pop(&g->ready[lane]))) {
        if (!t->about || !t->about->busy)
            return t;
        heap_push(&t->about->parked, t);
    }
    return NULL;
}

struct task *
schedule_next(struct graph *g)
{
    for (enum lane lane = 0; lane < N_LANES; lane++) {
        struct task *t = lane_next(g, lane);
        if (!t)
            continue;
        g->busy[lane]++;
        if (t->about)
            t->about->busy = true;
        return t;
    }
    return NULL;
}

void
schedule_leave(struct graph *g, struct task *t)
{
    struct task *next;

    g->busy[t->step.kind->lane]--;
    if (!t->about)
        return;
    t->about->busy = false;
    next = heap_pop(&t->about->parked);
    if (next)
        schedule_ready(g, next);
}

void
schedule_drop(struct graph *g)
{
    for (enum lane lane = 0; lane < N_LANES; lane++)
        g->ready[lane].list.n = 0;
    map_each (it, &g->subjects) {
        struct subject *s = it->value;
        s->parked.list.n = 0;
    }
}
