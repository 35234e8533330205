// SPDX-License-Identifier: MIT
// Nodes in the order of the plan: regions, node plans, numbers.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "plan/plan.h"

struct placed {
    size_t place, at;
    struct node *node;
};

// How many node plans come before its own; of one that the plan does not have, all do.
static size_t
place_of(const struct plan *p, const struct node *n)
{
    size_t place = 0;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++, place++)
            if (str_eq(p->regions[r].region->id, n->region) &&
                str_eq(p->regions[r].nodes[i].name, n->group))
                return place;
    return place;
}

static int
by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

void
plan_sort(const struct plan *p, struct node **nodes, size_t n)
{
    _own_(free) struct placed *placed = mem_array(n + 1, sizeof *placed);

    for (size_t i = 0; i < n; i++)
        placed[i] = (struct placed){ place_of(p, nodes[i]), i, nodes[i] };
    qsort(placed, n, sizeof *placed, by_place);
    for (size_t i = 0; i < n; i++)
        nodes[i] = placed[i].node;
}
