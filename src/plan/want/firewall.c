// SPDX-License-Identifier: MIT
// Cloud Firewalls: one a node plan and region.
#include "base/vec.h"
#include "plan/want/resource.h"

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    const struct plan *p = w->plan;

    for (size_t r = 0; r < p->n_regions; r++) {
        const struct region_plan *rp = &p->regions[r];
        for (size_t i = 0; i < rp->n_nodes; i++) {
            const struct node_plan *np = &rp->nodes[i];
            if (np->cloud_firewall == OUTER_NONE || !np->count)
                continue;
            vec_push(
                ret, ((struct wanted){ .noun = NOUN_FIREWALL,
                         .name = np->name,
                         .region = rp->region->id,
                         .traits = "",
                         .label = cloud_firewall_label(a, w->slug, rp->region->id, np->name) }));
        }
    }
}

static void
limits(const struct region_plan *rp, struct diags *diags)
{
    (void)rp;
    (void)diags;
}

const struct noun_want firewall_want = { .wanted = wanted, .limits = limits, .one_label = true };
