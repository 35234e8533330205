// SPDX-License-Identifier: MIT
// The clusters that the plan of a cluster names, as the world has them.
#include "app/query/neighbours.h"

#include "app/run/run.h"
#include "base/err.h"
#include "base/texts.h"

// A plan that was read before a port became another says the old number.
static bool
is_as_read(const struct run *r, const struct neighbours *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].needed &&
            !texts_same(named_ports_texts(r->arena, &r->world.plan->ports, all->items[i].alias),
                all->items[i].ports))
            return false;
    return true;
}

int
run_neighbours(struct run *r, struct lct_err *err)
{
    struct world *w = &r->world;
    struct neighbours all;

    if (!w->plan)
        return LCT_OK;
    all = neighbours_named(r->arena, w->plan, w->opened, w->n_opened);
    if (neighbours_read(r->t, r->arena, &all, err) < 0)
        return err->code;
    r->cluster->names = neighbours_clusters(r->arena, w->plan);
    r->knows = is_as_read(r, &all) ? neighbours_digest(r->arena, &all, r->cluster->names) : "";
    w->neighbours = all.items;
    w->n_neighbours = all.n;
    return LCT_OK;
}

void
run_heard(struct run *r)
{
    if (r->counts.done == r->counts.total && !r->left)
        r->cluster->knew = r->knows;
}
