// SPDX-License-Identifier: MIT
// The clusters that the plan of a cluster names, as the world has them.
#include "app/query/neighbours.h"

#include "app/run/run.h"
#include "base/err.h"

int
run_neighbours(struct run *r, struct lct_err *err)
{
    struct world *w = &r->world;
    struct neighbours all;

    if (!w->plan)
        return LCT_OK;
    all = neighbours_named(r->arena, w->plan, w->opened, w->n_opened);
    // First: what becomes of them in between is not taken for heard.
    if (neighbours_digest(r->t, r->arena, r->cluster->names, &r->knows, err) < 0 ||
        neighbours_read(r->t, r->arena, &all, err) < 0)
        return err->code;
    w->neighbours = all.items;
    w->n_neighbours = all.n;
    return LCT_OK;
}
