// SPDX-License-Identifier: MIT
// Placement groups: one a name and region.
#include "model/placement.h"
#include "base/map.h"
#include "base/vec.h"
#include "plan/want/resource.h"

const char *
placement_of(const struct node_plan *np)
{
    return np && np->placement ? np->placement->name : NULL;
}

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    const struct plan *p = w->plan;

    for (size_t r = 0; r < p->n_regions; r++) {
        const struct region_plan *rp = &p->regions[r];
        _own_(map) struct map known = { 0 };
        for (size_t i = 0; i < rp->n_nodes; i++) {
            const struct plan_placement *pl = rp->nodes[i].placement;
            if (!pl || map_has(&known, pl->name))
                continue;
            map_put(&known, pl->name, ret);
            vec_push(ret, ((struct wanted){ .noun = NOUN_PLACEMENT,
                              .name = pl->name,
                              .region = rp->region->id,
                              .traits = placement_traits(a, pl->type, pl->policy) }));
        }
    }
}

// ---- limits

struct group_use {
    size_t nodes;
    const struct plan_placement *first;
};

static void
check_group(const struct region *region, struct map *groups, struct arena *a,
    const struct node_plan *np, struct diags *diags)
{
    struct group_use *use = map_get(groups, np->placement->name);

    if (!use) {
        use = ARENA_NEW(a, struct group_use);
        use->first = np->placement;
        map_put(groups, np->placement->name, use);
    }
    use->nodes += np->count;
    if (!region->placement_nodes || use->nodes <= (size_t)region->placement_nodes)
        return;
    struct diag *item = diags_add(diags, DIAG_ERROR, np->placement->pos,
        "the placement group '%s' would have %zu nodes, a group in %s has at most %lld",
        np->placement->name, use->nodes, region->id, (long long)region->placement_nodes);
    diag_hint(diags, item, "spread them over several groups");
    if (use->first != np->placement)
        diag_note(diags, item, use->first->pos, "it is used here, too");
}

static void
limits(const struct region_plan *rp, struct diags *diags)
{
    _own_(map) struct map groups = { 0 };

    for (size_t i = 0; i < rp->n_nodes; i++)
        if (rp->nodes[i].placement)
            check_group(rp->region, &groups, diags->arena, &rp->nodes[i], diags);
    if (rp->region->placement_groups && groups.n > (size_t)rp->region->placement_groups)
        diags_add(diags, DIAG_ERROR, rp->pos,
            "%zu placement groups, an account has at most %lld in %s", groups.n,
            (long long)rp->region->placement_groups, rp->region->id);
}

const struct noun_want placement_want = { .wanted = wanted, .limits = limits };
