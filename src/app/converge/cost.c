// SPDX-License-Identifier: MIT
// Adding up what a cluster costs before its changes, and after, and whether that may be.
#include "app/converge/cost.h"

#include "app/plans/plan.h"
#include "model/volume.h"

// What the machines of a node are now, by the plan that the cluster keeps.
static void
bill_now(struct bill *b, const struct run *r, const struct node *n)
{
    const struct node_plan *np =
        r->plan ? plan_node_plan(r->plan->plan, n->region, n->group) : NULL;

    const struct type *type = catalogue_type(b->catalogue, n->type);

    if (!n->cloud_id || n->lost)
        return;
    bill_nodes(b, type, n->region, np, 1);
    if (n->seen ? n->seen->backups : np && np->backups.wanted)
        bill_backups(b, type, n->region, 1);
}

bool
want_stays_backed_up(const struct change *c)
{
    return c->kind != CHANGE_DELETE && c->kind != CHANGE_REPLACE && !c->np->backups.wanted &&
           c->node->seen && c->node->seen->backups && !(c->settles & SETTLE_NO_BACKUPS);
}

// Of what nothing wants any more, that which was kept before, and that which stays.
static void
bill_unwanted(struct bill *before, struct bill *after, struct arena *a, const struct want *w)
{
    _own_(map) struct map nodes = { 0 };

    for (size_t i = 0; i < w->n_existing; i++)
        map_put(&nodes, arena_printf(a, "%s %s", w->existing[i]->region, w->existing[i]->name),
            w->existing[i]);
    for (size_t i = 0; i < w->n_things; i++) {
        const struct resource_change *c = &w->things[i];
        const struct resource *r = c->resource;
        if (r->noun != NOUN_VOLUME || !c->seen || c->size_gb)
            continue;
        if (!map_has(&nodes, arena_printf(a, "%s %s", r->region, volume_node(a, r->name))))
            bill_volume(before, r->region, c->seen->size_gb);
        if (!c->destroys)
            bill_volume(after, r->region, c->seen->size_gb);
    }
}

void
want_costs(const struct run *r, const struct plan *plan, const struct want *w, struct bill *before,
    struct bill *after)
{
    for (size_t i = 0; i < w->n_existing; i++)
        bill_now(before, r, w->existing[i]);
    for (size_t i = 0; i < w->n_things; i++)
        if (w->things[i].resource->noun == NOUN_BALANCER && w->things[i].seen)
            bill_balancers(before, w->things[i].resource->region, 1);
    if (plan)
        bill_plan(after, plan);
    for (size_t i = 0; plan && i < w->n_changes; i++)
        if (want_stays_backed_up(&w->changes[i]))
            bill_backups(after, w->changes[i].np->type, w->changes[i].node->region, 1);
    bill_unwanted(before, after, r->arena, w);
}

// ---- the budget

static double
sum(struct price p, bool hourly)
{
    return hourly ? p.hourly : p.monthly;
}

// "3 nodes 'web' in us-east, $72.00": the node plan that costs most.
static const char *
costs_most(struct arena *a, const struct catalogue *catalogue, const struct plan *p)
{
    const char *ret = "";
    double most = 0;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            const struct node_plan *np = &p->regions[r].nodes[i];
            const char *region = p->regions[r].region->id;
            struct bill b = { .catalogue = catalogue };
            bill_nodes(&b, np->type, region, np, np->count);
            const double one = sum(bill_total(&b), p->budget.hourly);
            if (one <= most)
                continue;
            most = one;
            ret = arena_printf(a, "most of it is %u %s of '%s' in %s (%s): $%.*f",
                (unsigned)np->count, np->count == 1 ? "node" : "nodes", np->name, region,
                np->type->id, p->budget.hourly ? 4 : 2, one);
        }
    return ret;
}

void
want_budget(struct run *r, const struct plan *plan, struct want *w)
{
    const struct plan_budget *b = &plan->budget;
    struct bill before = { .catalogue = r->t->catalogue ? r->t->catalogue : r->t->older },
                after = before;
    const int digits = b->hourly ? 4 : 2;

    if (b->most <= 0 || !before.catalogue)
        return;
    want_costs(r, plan, w, &before, &after);
    const double now = sum(bill_total(&before), b->hourly),
                 then = sum(bill_total(&after), b->hourly);
    if (then <= b->most || then <= now)
        return;
    diag_hint(&w->diags,
        diags_add(&w->diags, DIAG_ERROR, b->pos,
            "it would cost $%.*f %s, $%.*f more than its budget of $%.*f", digits, then,
            b->hourly ? "an hour" : "a month", digits, then - b->most, digits, b->most),
        "%s", costs_most(r->arena, before.catalogue, plan));
}
