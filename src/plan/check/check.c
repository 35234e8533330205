// SPDX-License-Identifier: MIT
// What can be checked only with the whole plan at hand.
#include "plan/check/check.h"

#include "base/str.h"

// A plan that wants nothing is a mistake: carried out, it would delete all there is.
static void
check_anything(struct checking *c)
{
    const struct doc *regions = doc_get(c->l->top, "regions");
    const struct plan *p = c->l->plan;

    if (regions && regions->kind == DOC_LIST && !regions->n)
        load_error(c->l, regions, "the plan has no region");
    for (size_t r = 0; r < p->n_regions; r++)
        if (!p->regions[r].n_nodes && !doc_get(doc_at(regions, r), "regionplan"))
            load_error(c->l, doc_at(regions, r), "the region has no nodes");
}

void
check_plan(struct loading *l)
{
    struct checking c = { .l = l };

    check_anything(&c);
    check_collect(&c);
    check_networks(&c);
    check_counters(&c);
    for (size_t r = 0; r < l->plan->n_regions; r++)
        check_region(&c, &l->plan->regions[r]);
    check_selectors(&c);
    map_done(&c.tags);
    map_done(&c.plans);
    vec_done(&c.candidates);
    vec_done(&c.peers);
}
