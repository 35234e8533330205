// SPDX-License-Identifier: MIT
// What can be known to be refused before anything is asked for: sold-out types, services that are
// closed to the account, what nouns say of their limits.
#include "plan/want/preflight.h"

#include "base/map.h"
#include "base/str.h"
#include "plan/want/resource.h"

void
preflight_limits(const struct plan *p, struct diags *diags)
{
    for (size_t i = 0; i < p->n_regions; i++)
        for (enum noun n = 0; p->regions[i].region && n < N_NOUNS; n++)
            noun_wants[n]->limits(&p->regions[i], diags);
}

// ---- what can be had now

struct preflight {
    struct arena *arena;
    struct map types, services; // "us-east g6-nanode-1", "us-east NodeBalancers"
    enum account_interfaces interfaces;
    struct diags *diags;
};

static void
index_shortages(struct preflight *f, struct map *into, const struct shortage *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        map_put(into, arena_printf(f->arena, "%s %s", list[i].region, list[i].what), f);
}

static bool
is_short(const struct preflight *f, const struct map *list, const char *region, const char *what)
{
    return map_has(list, arena_printf(f->arena, "%s %s", region, what));
}

static void
need_service(const struct preflight *f, const struct region_plan *rp, struct doc_pos pos,
    const char *service)
{
    if (is_short(f, &f->services, rp->region->id, service))
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_ERROR, pos, "%s in %s: closed to this account", service,
                rp->region->id),
            "choose another region, or ask Linode's support to open it");
}

// What of its interfaces the account is not set for.
static void
check_interfaces(const struct preflight *f, const struct node_plan *np)
{
    const enum account_interfaces set = f->interfaces;
    const bool linode =
        np->generation ? np->generation == GENERATION_LINODE : set >= ACCOUNT_LINODE_FIRST;

    if ((np->generation == GENERATION_LEGACY && set == ACCOUNT_LINODE_ONLY) ||
        (np->generation == GENERATION_LINODE && set == ACCOUNT_LEGACY_ONLY))
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_ERROR, np->pos, "the account is set to %s interfaces alone",
                set == ACCOUNT_LINODE_ONLY ? "Linode" : "legacy"),
            "leave interface_generation out, or change interfaces_for_new_linodes of the account");
    else if (linode && np->extra_ipv4)
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_ERROR, np->extra_ipv4_pos,
                "the account gives new Linodes interfaces that get no further addresses"),
            set == ACCOUNT_LINODE_ONLY
                ? "leave extra_ipv4 out"
                : "leave extra_ipv4 out, or say interface_generation: legacy");
    else if (linode && np->private_ip_given)
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_ERROR, np->pos,
                "the account gives new Linodes interfaces that have no private address"),
            set == ACCOUNT_LINODE_ONLY
                ? "leave private_ip out; vpc gives nodes addresses of their own"
                : "leave private_ip out, or say interface_generation: legacy");
}

static void
check_node_plan(const struct preflight *f, const struct region_plan *rp, const struct node_plan *np)
{
    if (is_short(f, &f->types, rp->region->id, np->type->id))
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_ERROR, np->type_pos, "the type %s is sold out in %s",
                np->type->id, rp->region->id),
            "choose another type or region, or try again later");
    check_interfaces(f, np);
    for (size_t i = 0; np->storage && i < np->storage->n_disks; i++)
        if (np->storage->disks[i].blockstore)
            need_service(f, rp, np->storage->disks[i].pos, "Block Storage");
}

static void
check_region(const struct preflight *f, const struct region_plan *rp)
{
    need_service(f, rp, rp->pos, "Linodes");
    for (size_t i = 0; i < rp->n_balancers; i++)
        need_service(f, rp, rp->balancers[i].pos, "NodeBalancers");
    if (!str_empty(rp->region->status) && !str_eq(rp->region->status, "ok"))
        diag_hint(f->diags,
            diags_add(f->diags, DIAG_WARNING, rp->pos, "the region %s has an outage: %s",
                rp->region->id, rp->region->status),
            "machines may not be made there, or not start");
}

bool
change_makes(const struct change *c)
{
    return c->kind == CHANGE_CREATE || c->kind == CHANGE_REPLACE ||
           (c->kind == CHANGE_FINISH && !c->node->cloud_id);
}

// Changes come node plan by node plan: each is looked at once.
static void
check_changes(const struct preflight *f, const struct change *changes, size_t n)
{
    const struct node_plan *np = NULL;
    const struct region_plan *rp = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!change_makes(&changes[i]))
            continue;
        if (changes[i].rp != rp)
            check_region(f, changes[i].rp);
        if (changes[i].np != np)
            check_node_plan(f, changes[i].rp, changes[i].np);
        rp = changes[i].rp;
        np = changes[i].np;
    }
}

void
plan_preflight(const struct plan *p, const struct change *changes, size_t n,
    const struct availability *a, struct diags *diags)
{
    struct preflight f = { .arena = diags->arena, .interfaces = a->interfaces, .diags = diags };

    preflight_limits(p, diags);
    index_shortages(&f, &f.types, a->types, a->n_types);
    index_shortages(&f, &f.services, a->services, a->n_services);
    check_changes(&f, changes, n);
    map_done(&f.types);
    map_done(&f.services);
}

// ---- reserved addresses

// By the plan; of one that the cluster reserved it is seen whether it is there.
static bool
is_named(const struct change *c)
{
    return c->reserved && change_makes(c) && !c->np->reserves;
}

bool
preflight_reserves(const struct change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_named(&changes[i]))
            return true;
    return false;
}

// NULL: it can be had.
static const char *
reserved_fault(struct arena *a, const struct change *c, const struct reserved_address *r)
{
    if (!r)
        return "it is not reserved";
    if (!str_eq(r->region, c->node->region))
        return arena_printf(a, "it is reserved in %s", r->region);
    if (r->machine && !str_eq(r->machine, c->node->cloud_id))
        return arena_printf(a, "Linode %s has it", r->machine);
    return NULL;
}

void
preflight_reserved(const struct change *changes, size_t n, const struct reserved_address *list,
    size_t n_list, struct diags *diags)
{
    _own_(map) struct map by_text = { 0 };

    for (size_t i = 0; i < n_list; i++)
        map_put(&by_text, list[i].address, (void *)(uintptr_t)&list[i]);
    for (size_t i = 0; i < n; i++) {
        const struct change *c = &changes[i];
        const char *fault;
        if (!is_named(c))
            continue;
        fault = reserved_fault(diags->arena, c, map_get(&by_text, c->reserved));
        if (fault)
            diag_hint(diags,
                diags_add(diags, DIAG_ERROR, c->np->reserved_pos, "%s, for %s in %s: %s",
                    c->reserved, c->node->name, c->node->region, fault),
                "reserve one there, or name another");
    }
}
