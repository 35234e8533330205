// Placement groups: one a name and region.
#include "base/map.h"
#include "base/vec.h"
#include "plan/want/resource.h"

const char *
placement_of(const struct node_plan *np)
{
    return np && np->placement ? np->placement->name : NULL;
}

void
placement_wanted(struct arena *a, const struct plan *p, struct wanted_list *ret)
{
    for (size_t r = 0; r < p->n_regions; r++) {
        const struct region_plan *rp = &p->regions[r];
        _own_(map) struct map known = { 0 };
        for (size_t i = 0; i < rp->n_nodes; i++) {
            const struct plan_placement *pl = rp->nodes[i].placement;
            if (!pl || map_has(&known, pl->name))
                continue;
            map_put(&known, pl->name, ret);
            vec_push(ret, ((struct wanted){ NOUN_PLACEMENT, pl->name, rp->region->id,
                              arena_printf(a, "%s %s", pl->type, pl->policy) }));
        }
    }
}
