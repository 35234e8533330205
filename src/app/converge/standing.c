// SPDX-License-Identifier: MIT
// A cluster as the inventory has it, by the plan that it keeps.
#include "app/converge/standing.h"

#include "app/plans/plan.h"
#include "build/noun.h"

static const struct region *
region_of(const struct plan *p, const struct node_plan *np)
{
    for (size_t i = 0; i < p->n_regions; i++)
        if (np >= p->regions[i].nodes && np < p->regions[i].nodes + p->regions[i].n_nodes)
            return p->regions[i].region;
    return NULL;
}

// One that is being deleted, or that the plan does not have, is no more.
static bool
is_leaving(const struct member *m)
{
    return !m->np || m->node->state == STATE_DESTROYING;
}

static void
set_members(struct run *r, struct node **nodes, size_t n)
{
    const struct plan *plan = r->plan->plan;
    struct member *members = run_members(r, n);

    for (size_t i = 0; i < n; i++) {
        struct member *m = &members[i];
        m->node = nodes[i];
        m->np = plan_node_plan(plan, nodes[i]->region, nodes[i]->group);
        m->leaving = is_leaving(m);
        m->region = m->np ? region_of(plan, m->np) : NULL;
    }
    r->world.plan = plan;
    r->world.known = true;
    world_init(&r->world);
}

// As they are, and are to stay; what was not made is not there.
static int
set_holdings(struct run *r, struct lct_err *err)
{
    struct wants of = { 0 };
    struct resource_change *things;
    size_t n;
    struct resource **kept = kept_resources(r->t, r->arena, r->cluster->uuid, &n, err);

    if (!kept)
        return err->code;
    things = arena_array(r->arena, n, sizeof *things);
    for (size_t i = 0; i < n; i++)
        if (kept[i]->cloud_id)
            things[of.n_things++] =
                (struct resource_change){ .kind = CHANGE_KEEP, .resource = kept[i] };
    of.things = things;
    holdings_set(&r->world, &of);
    return LCT_OK;
}

int
standing_set(struct run *r, struct lct_err *err)
{
    struct node **nodes;
    size_t n;

    if (plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0 ||
        !(nodes = kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err)))
        return err->code;
    plan_sort(r->plan->plan, nodes, n);
    set_members(r, nodes, n);
    return set_holdings(r, err);
}
