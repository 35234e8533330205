// SPDX-License-Identifier: MIT
// What a region must be able to do for what the plan wants of it.
#include <stdio.h>

#include "base/advice.h"
#include "base/map.h"
#include "base/str.h"
#include "plan/resolve/resolve.h"

static void
need(struct resolving *r, const struct region_plan *rp, struct doc_pos pos, enum ability a)
{
    if (!region_can(rp->region, a))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "the region %s has no %s", rp->region->id,
                ability_title(a)),
            "%s shows what each can do", ADVICE(CATALOGUE, "regions"));
}

// What the region must be able to do for the type.
static void
check_type(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    enum ability need = np->type ? type_needs(np->type) : N_ABILITIES;

    if (need != N_ABILITIES && !region_can(rp->region, need))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->type_pos, "the region %s has no %s", rp->region->id,
                ability_title(need)),
            "choose another region or type");
}

static void
check_storage(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    for (size_t i = 0; np->storage && i < np->storage->n_disks; i++) {
        const struct plan_disk *d = &np->storage->disks[i];
        if (d->blockstore)
            need(r, rp, d->pos, CAN_VOLUMES);
        if (d->blockstore && d->encrypted)
            need(r, rp, d->pos, CAN_VOLUME_ENCRYPTION);
    }
}

static void
check_machine(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    check_type(r, rp, np);
    check_storage(r, rp, np);
    if (np->vlan)
        need(r, rp, np->vlan->pos, CAN_VLAN);
    if (np->vpc)
        need(r, rp, np->vpc->pos, CAN_VPC);
    if (np->placement)
        need(r, rp, np->placement->pos, CAN_PLACEMENT);
    if (np->backups.wanted)
        need(r, rp, np->pos, CAN_BACKUPS);
    if (np->encryption)
        need(r, rp, np->pos, CAN_DISK_ENCRYPTION);
    for (size_t i = 0; i < np->n_steps; i++)
        if (str_eq(np->steps[i].scheme, "stackscript"))
            need(r, rp, np->steps[i].pos, CAN_STACKSCRIPTS);
}

void
resolve_capabilities(struct resolving *r, const struct region_plan *rp)
{
    for (size_t i = 0; i < rp->n_nodes; i++)
        check_machine(r, rp, &rp->nodes[i]);
    for (size_t i = 0; i < rp->n_balancers; i++)
        need(r, rp, rp->balancers[i].pos, CAN_BALANCERS);
    for (size_t i = 0; i < rp->n_vpcs; i++)
        need(r, rp, rp->vpcs[i].pos, CAN_VPC);
}

// ---- when: region NAME

// As the plan names it, or by its id; NULL: the plan is in no such region.
static const struct region *
region_meant(const struct plan *p, const char *word)
{
    for (size_t i = 0; i < p->n_regions; i++) {
        const struct region_plan *rp = &p->regions[i];
        if (rp->region && (str_ieq(rp->region_text, word) || str_eq(rp->region->id, word)))
            return rp->region;
    }
    return NULL;
}

static void
resolve_when(struct resolving *r, const struct plan_step *s)
{
    for (size_t i = 0; i < s->n_when; i++) {
        struct plan_condition *c = &s->when[i];
        const struct region *region =
            str_eq(c->kind, "region") ? region_meant(r->plan, c->value) : NULL;
        if (region)
            c->value = region->id;
        else if (str_eq(c->kind, "region"))
            diag_hint(r->diags,
                diags_add(r->diags, DIAG_ERROR, s->pos, "the plan has no region '%s'", c->value),
                "when: region NAME takes the word that the plan has for it, or its id");
    }
}

// Conditions know regions by their ids.
void
resolve_conditions(struct resolving *r)
{
    for (size_t i = 0; i < r->plan->n_regions; i++)
        if (!r->plan->regions[i].region)
            return; // told already
    for (size_t i = 0; i < r->plan->n_regions; i++)
        for (size_t k = 0; k < r->plan->regions[i].n_nodes; k++) {
            const struct node_plan *np = &r->plan->regions[i].nodes[k];
            for (size_t j = 0; j < np->n_own_steps; j++)
                resolve_when(r, &np->steps[j]);
        }
    for (size_t i = 0; i < r->plan->n_hooks; i++)
        resolve_when(r, &r->plan->hooks[i]);
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
