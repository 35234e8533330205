// SPDX-License-Identifier: MIT
// Pools: as many under way at once as there are places, each from a first step to a last one. A
// place is not a lane's: it is kept between steps, and while one waits to be tried again.
#include <stdlib.h>

#include "graph/engine.h"

static struct pool *
pool_get(struct graph *g, const char *name, unsigned width)
{
    struct pool *p = map_get(&g->pools, name);

    if (!p) {
        p = ARENA_NEW(g->arena, struct pool);
        p->width = width;
        map_put(&g->pools, name, p);
    }
    return p;
}

void
step_enters(struct step *s, const char *pool, unsigned width)
{
    struct task *t = task_of(s);

    if (!width)
        abort(); // nobody would ever come in
    t->pool = pool_get(s->graph, pool, width);
    t->leaver = t;
}

void
step_leaves(struct step *s, struct step *entered)
{
    if (task_of(s)->leaves)
        abort(); // of two places it could only give back one
    task_of(s)->leaves = task_of(entered);
    task_of(entered)->leaver = task_of(s);
    step_after(s, entered); // what it gives back was taken, or never will be
}

bool
pool_admits(struct task *t)
{
    struct pool *p = t->pool;

    if (!p || t->inside || p->closed_by)
        return true;
    if (p->taken == p->width) {
        heap_push(&p->line, t, t->priority);
        return false;
    }
    p->taken++;
    p->last = t;
    t->inside = true;
    return true;
}

struct step *
pool_refuses(const struct task *t)
{
    return t->pool ? t->pool->closed_by : NULL;
}

static void
pool_close(struct graph *g, struct pool *p, struct task *culprit)
{
    struct task *t;

    p->closed_by = culprit->blocked_by ? culprit->blocked_by : &culprit->step;
    while ((t = heap_pop(&p->line)))
        schedule_ready(g, t);
}

// Both have settled, whichever was the last: one that leaves is blocked at once by whatever fails
// that it needs, or ended by a stop, while the one that entered is still tried again.
static bool
is_out(const struct task *entered)
{
    return step_settled(entered->step.state) && step_settled(entered->leaver->step.state);
}

static void
give_back(struct graph *g, struct task *entered)
{
    struct pool *p = entered->pool;
    struct task *next;

    if (!entered->inside || !is_out(entered))
        return;
    entered->inside = false;
    p->taken--;
    if (entered->leaver->step.state != STEP_DONE) {
        if (--p->width == 0)
            pool_close(g, p, entered->leaver);
    } else if ((next = heap_pop(&p->line))) {
        schedule_ready(g, next);
    }
}

void
pool_settled(struct graph *g, struct task *t)
{
    if (t->pool)
        give_back(g, t);
    if (t->leaves)
        give_back(g, t->leaves);
}

bool
pools_untie(struct graph *g)
{
    bool any = false;

    map_each (it, &g->pools) {
        struct pool *p = it->value;
        if (!p->line.list.n)
            continue;
        pool_close(g, p, p->last->leaver);
        any = true;
    }
    return any;
}

void
pools_drop(struct graph *g)
{
    map_each (it, &g->pools)
        ((struct pool *)it->value)->line.list.n = 0;
}

void
pools_free(struct graph *g)
{
    map_each (it, &g->pools)
        vec_done(&((struct pool *)it->value)->line.list);
    map_done(&g->pools);
}
