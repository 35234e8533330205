// SPDX-License-Identifier: MIT
// Who may start: ready steps by priority, as many side by side as their lane holds, and one at a
// time of those that change a subject. In a sequence there is one lane, and in it one step
// from its beginning until it is settled: while it waits for another try, or what it releases for
// its outcome to be durable, nobody else begins.
#include <limits.h>

#include "graph/engine.h"

static unsigned
usual_width(enum lane lane)
{
    static const unsigned usual[N_LANES] = {
        [LANE_LOCAL] = UINT_MAX,
        [LANE_API] = 32,
        [LANE_SSH] = 64,
        [LANE_WAIT] = UINT_MAX,
        [LANE_PROC] = 4,
    };

    return usual[lane];
}

static void
set_limits(struct graph *g, const struct graph_limits *limits)
{
    for (int lane = 0; lane < N_LANES; lane++)
        g->limits[lane] =
            limits && limits->lanes[lane] ? limits->lanes[lane] : usual_width((enum lane)lane);
    g->sequential = limits && limits->sequential;
}

static enum lane
lane_of(const struct graph *g, const struct task *t)
{
    return g->sequential ? LANE_LOCAL : t->step.kind->lane;
}

void
schedule_ready(struct graph *g, struct task *t)
{
    t->step.state = STEP_READY;
    heap_push(&g->ready[lane_of(g, t)], t, t->priority);
}

void
schedule_try(struct graph *g, struct task *t)
{
    if (t->step.state == STEP_WAITING && !t->open_edges && !t->shut)
        schedule_ready(g, t);
}

void
schedule_begin(struct graph *g, const struct graph_limits *limits)
{
    set_limits(g, limits);
    if (g->sequential)
        order_flat(g);
    vec_each (t, &g->all.list)
        schedule_try(g, *t);
}

// The first of the lane that may start. One whose pool is full, or whose subject is busy, stands in
// line there until its turn has come, so that it is not looked at again and again. A place in a
// pool is taken first: whoever has a subject ends by itself, and waits for no place.
static struct task *
lane_next(struct graph *g, enum lane lane)
{
    struct task *t;

    if (g->busy[lane] >= g->limits[lane])
        return NULL;
    while ((t = heap_pop(&g->ready[lane])))
        if (pool_admits(t) && subjects_take(t))
            return t;
    return NULL;
}

struct task *
schedule_next(struct graph *g)
{
    if (g->alone && g->alone->step.state != STEP_READY)
        return NULL;
    for (enum lane lane = 0; lane < N_LANES; lane++) {
        struct task *t = lane_next(g, lane);
        if (!t)
            continue;
        g->busy[lane]++;
        if (g->sequential)
            g->alone = t;
        return t;
    }
    return NULL;
}

void
schedule_leave(struct graph *g, struct task *t)
{
    g->busy[lane_of(g, t)]--;
    subjects_leave(g, t);
}

void
schedule_settled(struct graph *g, struct task *t)
{
    if (g->alone == t)
        g->alone = NULL;
    pool_settled(g, t);
}

void
schedule_drop(struct graph *g)
{
    for (enum lane lane = 0; lane < N_LANES; lane++) {
        vec_each (t, &g->ready[lane].list)
            subjects_release(*t); // those whose turn it was
        g->ready[lane].list.n = 0;
    }
    subjects_drop(g);
    pools_drop(g);
}
