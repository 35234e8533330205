// SPDX-License-Identifier: MIT
// How many nodes of a group there are to be, where it is no longer the plan that says so.
#include <stdio.h>

#include "base/str.h"
#include "plan/load/parameter.h"
#include "plan/plan.h"

#define KEY_MAX 256

struct node_plan *
plan_node_plan(const struct plan *p, const char *region, const char *group)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            if (str_eq(p->regions[r].region->id, region) &&
                str_eq(p->regions[r].nodes[i].name, group))
                return &p->regions[r].nodes[i];
    return NULL;
}

int
plan_count_check(const struct node_plan *np, int64_t count, struct lct_err *err)
{
    const struct plan_bounds *b = np->count_bounds;
    struct arena *a = arena_new();
    const char *near;
    const char *why = b ? parameter_refuses(a, b->declared, doc_int(a, count), &near) : NULL;

    if (why) {
        lct_fail(
            err, LCT_EUSAGE, "'%s' cannot have %lld nodes: %s", np->name, (long long)count, why);
        lct_hint(err, "the plan says so of its parameter '%s'", b->parameter);
    }
    arena_free(a);
    return why ? LCT_EUSAGE : LCT_OK;
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
