// How many nodes of a group there are to be, where it is no longer the plan that says so.
#include <stdio.h>

#include "base/str.h"
#include "plan/plan.h"

#define KEY_MAX 256

struct node_plan *
plan_group(const struct plan *p, const char *region, const char *group)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            if (str_eq(p->regions[r].region->id, region) &&
                str_eq(p->regions[r].nodes[i].name, group))
                return &p->regions[r].nodes[i];
    return NULL;
}

void
plan_counts_apply(struct plan *p, const struct doc *counts)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            struct node_plan *np = &p->regions[r].nodes[i];
            char key[KEY_MAX];
            snprintf(key, sizeof key, "%s/%s", p->regions[r].region->id, np->name);
            np->count = (unsigned)doc_get_int(counts, key, np->count);
        }
}
