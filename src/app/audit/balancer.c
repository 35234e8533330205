// SPDX-License-Identifier: MIT
// NodeBalancers beside the plan that the cluster keeps.
#include "app/audit/things.h"
#include "base/advice.h"
#include "base/map.h"
#include "base/str.h"
#include "base/texts.h"

static const struct plan_balancer *
planned(const struct auditing *x, const struct resource *r)
{
    for (size_t i = 0; x->plan && i < x->plan->n_regions; i++) {
        const struct region_plan *rp = &x->plan->regions[i];
        for (size_t k = 0; str_eq(rp->region->id, r->region) && k < rp->n_balancers; k++)
            if (str_eq(rp->balancers[k].name, r->name))
                return &rp->balancers[k];
    }
    return NULL;
}

static bool
is_member(const struct plan_balancer *b, const struct resource *r, const struct node *n)
{
    bool has = texts_have(b->node_plans, n->group);

    for (const char *const *tag = n->tags; tag && *tag; tag++)
        has |= texts_have(b->tags, *tag);
    return has && !n->drained && str_eq(n->region, r->region);
}

static const char *
applies(const struct auditing *x)
{
    return arena_printf(x->arena, "%s makes it as planned", ADVICE(CLUSTER_APPLY, x->cluster));
}

// Whoever is no node of it, and who is not up.
static void
look_at_nodes(struct auditing *x, const struct resource *r, const struct balancer_port *has,
    const char *port, const struct map *to_be)
{
    struct arena *a = x->arena;

    for (size_t i = 0; i < has->n_nodes; i++) {
        const struct balancer_node *n = &has->nodes[i];
        if (!map_has(to_be, n->address))
            audit_thing(x, r, "stranger",
                arena_printf(a, "NodeBalancer %s sends %s to %s (%s), which is none of its nodes",
                    r->label, port, n->address, n->label),
                applies(x));
        else if (!str_eq(n->mode, balancer_takes(&has->set)))
            audit_thing(x, r, "mode",
                arena_printf(
                    a, "NodeBalancer %s has %s at '%s' on %s", r->label, n->label, n->mode, port),
                applies(x));
        else if (str_eq(n->status, "DOWN"))
            audit_thing(x, r, "down",
                arena_printf(
                    a, "%s is down, as NodeBalancer %s sees it on %s", n->label, r->label, port),
                "look on the node whether it answers what the check asks");
    }
}

static void
look_at_port(struct auditing *x, const struct plan_balancer *b, const struct resource *r,
    const struct plan_port *set, const struct balancer_port *has)
{
    struct arena *a = x->arena;
    const char *port = balancer_port_name(a, set), *other;
    _own_(map) struct map is = { 0 }, to_be = { 0 };

    if (!has) {
        audit_thing(
            x, r, "port", arena_printf(a, "NodeBalancer %s has no %s", r->label, port), applies(x));
        return;
    }
    if ((other = balancer_port_differs(a, has, set)))
        audit_thing(x, r, "port",
            arena_printf(a, "%s of NodeBalancer %s is to have %s", port, r->label, other),
            applies(x));
    for (size_t i = 0; i < has->n_nodes; i++)
        map_put(&is, has->nodes[i].address, &has->nodes[i]);
    for (size_t i = 0; i < x->n; i++) {
        const struct node *n = x->all[i];
        const char *address =
            is_member(b, r, n) ? balancer_address(a, balancer_sends(r->traits, n), set) : NULL;
        if (!address)
            continue;
        map_put(&to_be, address, (void *)(uintptr_t)n);
        if (n->state == STATE_STARTED && !map_has(&is, address))
            audit_thing(x, r, "missing",
                arena_printf(a, "NodeBalancer %s does not send %s to %s", r->label, port, n->name),
                applies(x));
    }
    look_at_nodes(x, r, has, port, &to_be);
}

void
audit_balancer(struct auditing *x, const struct resource *r, const struct thing *t)
{
    struct arena *a = x->arena;
    const struct plan_balancer *b = planned(x, r);
    char tag[LCT_TAG_MAX];

    if (!texts_have(t->tags, cluster_tag(r->cluster, tag)))
        audit_thing(x, r, "tags", arena_printf(a, "NodeBalancer %s lost our tag %s", r->label, tag),
            "put it back: by it we know that it is ours");
    if (!b)
        return;
    if (t->throttle != b->throttle)
        audit_thing(x, r, "throttle",
            arena_printf(a, "NodeBalancer %s lets a client open %u connections a second, not %u",
                r->label, t->throttle, b->throttle),
            applies(x));
    for (size_t i = 0; i < b->n_ports; i++)
        look_at_port(x, b, r, &b->ports[i], balancer_port_find(t->ports, t->n_ports, &b->ports[i]));
    for (size_t i = 0; i < t->n_ports; i++)
        if (!plan_port_find(b, &t->ports[i].set))
            audit_thing(x, r, "port",
                arena_printf(a, "NodeBalancer %s has %s, which the plan has not", r->label,
                    balancer_port_name(a, &t->ports[i].set)),
                applies(x));
}
