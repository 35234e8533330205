// SPDX-License-Identifier: MIT
// The order of steps: circles, and the length of the critical path behind each.
#include "base/buf.h"
#include "graph/engine.h"

#define SHOWN 8 // steps of a circle that are named

// Kahn: every step after all it waits for; those on or behind a circle are missing. `open` ends as
// the number of edges each still waits for.
static size_t
sort(const struct graph *g, struct task **order, unsigned *open)
{
    size_t n = 0;

    vec_each (t, &g->all.list) {
        open[(*t)->index] = (*t)->open_edges;
        if (!(*t)->open_edges)
            order[n++] = *t;
    }
    for (size_t i = 0; i < n; i++)
        for (const struct edge *e = order[i]->edges; e; e = e->next)
            if (--open[e->to->index] == 0)
                order[n++] = e->to;
    return n;
}

// Whoever is left waits for one that is left: walking back along that must come round.
static void
find_circle(const struct graph *g, const unsigned *open, struct tasks *circle)
{
    size_t n = g->all.list.n;
    _own_(free) struct task **waits_for = mem_array(n, sizeof *waits_for);
    _own_(free) bool *seen = mem_array(n, sizeof *seen);
    struct task *at = g->all.list.items[0], *end;

    vec_each (t, &g->all.list)
        for (const struct edge *e = open[(*t)->index] ? (*t)->edges : NULL; e; e = e->next) {
            waits_for[e->to->index] = *t;
            at = e->to;
        }
    for (; !seen[at->index]; at = waits_for[at->index])
        seen[at->index] = true;
    end = at;
    do {
        vec_push(&circle->list, at);
        at = waits_for[at->index];
    } while (at != end);
}

static int64_t
longest_behind(const struct task *t)
{
    int64_t most = 0;

    for (const struct edge *e = t->edges; e; e = e->next)
        if (e->to->priority > most)
            most = e->to->priority;
    return most;
}

bool
order_weigh(struct graph *g, struct tasks *circle)
{
    size_t n = g->all.list.n;
    _own_(free) struct task **order = mem_array(n + 1, sizeof(struct task *));
    _own_(free) unsigned *open = mem_array(n + 1, sizeof *open);
    size_t sorted = sort(g, order, open);

    if (sorted < n) {
        find_circle(g, open, circle);
        return false;
    }
    for (size_t i = n; i > 0; i--) {
        struct task *t = order[i - 1];
        t->priority = step_usual_ms(&t->step) + longest_behind(t);
    }
    return true;
}

void
order_flat(struct graph *g)
{
    vec_each (t, &g->all.list)
        (*t)->priority = 0;
}

int
graph_check(struct graph *g, struct lct_err *err)
{
    struct tasks circle = { 0 };
    _own_(buf) struct buf keys = { 0 };

    if (order_weigh(g, &circle))
        return LCT_OK;
    for (size_t i = 0; i < circle.list.n && i < SHOWN; i++)
        buf_addf(&keys, "%s, which waits for ", circle.list.items[i]->step.key);
    if (circle.list.n > SHOWN)
        buf_addf(&keys, "%zu more, which wait for ", circle.list.n - SHOWN);
    buf_adds(&keys, circle.list.items[0]->step.key);
    vec_done(&circle.list);
    return lct_fail(err, LCT_EFAILED, "steps wait for each other: %s", buf_str(&keys));
}
