// SPDX-License-Identifier: MIT
// Looking at the VPCs of a cluster: which addresses machines have there.
#include "app/run/run.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"

struct looking {
    struct arena *arena;
    struct lct_err err;
    unsigned open;
    bool done;
};

struct glance {
    struct looking *all;
    struct thing *vpc;
};

static int
by_machine(const void *a, const void *b)
{
    return vpc_address_compare(a, b);
}

// One that goes meanwhile has none.
static void
listed(void *user, const struct lct_err *err, const struct vpc_address *list, size_t n)
{
    struct glance *g = user;
    struct looking *k = g->all;
    struct vpc_address *own = arena_array(k->arena, n + 1, sizeof *own);

    for (size_t i = 0; i < n; i++)
        own[i] = (struct vpc_address){ arena_strdup(k->arena, list[i].machine),
            arena_strdup(k->arena, list[i].ipv4) };
    if (n)
        qsort(own, n, sizeof *own, by_machine);
    g->vpc->addresses = own;
    g->vpc->n_addresses = n;
    if (err->code != LCT_OK && err->code != LCT_ENOTFOUND && !k->err.code)
        k->err = *err;
    k->done = --k->open == 0;
}

int
run_observe_addresses(struct run *r, const struct map *vpcs, struct lct_err *err)
{
    const struct things *all = &r->seen.things[NOUN_VPC];
    struct glance *glances = arena_array(r->arena, all->n + 1, sizeof *glances);
    struct looking k = { .arena = r->arena };

    for (size_t i = 0; i < all->n; i++)
        if (!all->items[i].addresses && map_has(vpcs, all->items[i].id))
            glances[k.open++] = (struct glance){ &k, &all->items[i] };
    k.done = !k.open;
    for (unsigned i = 0, asked = k.open; i < asked; i++)
        r->cloud->ops->vpcs->addresses(r->cloud, glances[i].vpc->id, listed, &glances[i]);
    loop_run(r->t->loop, &k.done);
    *err = k.err;
    return err->code == LCT_OK ? LCT_OK : lct_wrap(err, "looking at the cluster's VPCs");
}
