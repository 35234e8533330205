// What a region must be able to do for what the plan wants of it.
#include <stdio.h>

#include "base/map.h"
#include "base/str.h"
#include "plan/resolve/resolve.h"

static void
need(struct resolving *r, const struct region_plan *rp, struct doc_pos pos, const char *capability)
{
    if (!region_can(rp->region, capability))
        diag_hint(r->diags,
            diags_add(
                r->diags, DIAG_ERROR, pos, "the region %s has no %s", rp->region->id, capability),
            "linodetool list regions shows what each can do");
}

// What the region must be able to do for the type.
static void
check_type(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    const char *need = np->type ? type_needs(np->type) : NULL;

    if (need && !region_can(rp->region, need))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->type_pos, "the region %s has no %s", rp->region->id,
                need),
            "choose another region or type");
}

static void
check_storage(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    for (size_t i = 0; np->storage && i < np->storage->n_disks; i++) {
        const struct plan_disk *d = &np->storage->disks[i];
        if (d->blockstore)
            need(r, rp, d->pos, "Block Storage");
        if (d->blockstore && d->encrypted)
            need(r, rp, d->pos, "Block Storage Encryption");
    }
}

static void
check_machine(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    check_type(r, rp, np);
    check_storage(r, rp, np);
    if (np->vlan)
        need(r, rp, np->vlan->pos, "Vlans");
    if (np->vpc)
        need(r, rp, np->vpc->pos, "VPCs");
    if (np->placement)
        need(r, rp, np->placement->pos, "Placement Group");
    if (np->backups.wanted)
        need(r, rp, np->pos, "Backups");
    if (np->encryption)
        need(r, rp, np->pos, "Disk Encryption");
    for (size_t i = 0; i < np->n_steps; i++)
        if (str_eq(np->steps[i].scheme, "stackscript"))
            need(r, rp, np->steps[i].pos, "StackScripts");
}

void
resolve_capabilities(struct resolving *r, const struct region_plan *rp)
{
    for (size_t i = 0; i < rp->n_nodes; i++)
        check_machine(r, rp, &rp->nodes[i]);
    for (size_t i = 0; i < rp->n_balancers; i++)
        need(r, rp, rp->balancers[i].pos, "NodeBalancers");
    for (size_t i = 0; i < rp->n_vpcs; i++)
        need(r, rp, rp->vpcs[i].pos, "VPCs");
}

// Of one template used twice for a region, the second use is what is wrong.
static struct doc_pos
twin_place(const struct region_plan *rp, const struct node_plan *np, const struct node_plan *other)
{
    return np->pos.line == other->pos.line && np->pos.col == other->pos.col ? rp->pos : np->pos;
}

// Two entries of one region are one place: their groups must not be one, too.
void
resolve_twins(struct resolving *r)
{
    _own_(map) struct map seen = { 0 };
    char key[256];

    for (size_t i = 0; i < r->plan->n_regions; i++) {
        const struct region_plan *rp = &r->plan->regions[i];
        for (size_t k = 0; rp->region && k < rp->n_nodes; k++) {
            const struct node_plan *np = &rp->nodes[k], *other;
            snprintf(key, sizeof key, "%s/%s", rp->region->id, np->name);
            other = map_get(&seen, key);
            if (!other)
                map_put(&seen, key, (void *)(uintptr_t)np);
            else if (other < rp->nodes || other >= rp->nodes + rp->n_nodes) // else told already
                diag_note(r->diags,
                    diags_add(r->diags, DIAG_ERROR, twin_place(rp, np, other),
                        "the region %s has another node plan of the name '%s'", rp->region->id,
                        np->name),
                    other->pos, "it is here");
        }
    }
}
