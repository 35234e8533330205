// SPDX-License-Identifier: MIT
// NodeBalancers ask and send from one network of every region, or, within a VPC, from a range of
// their own: nodes open their target ports to exactly that.
#include "step/aspect/rules/balanced.h"

#include "base/str.h"

#define BALANCERS_NET "192.168.255.0/24" // of every region: from there they ask and send

static const struct region_plan *
region_of(const struct plan *p, const struct node_plan *np)
{
    for (size_t i = 0; i < p->n_regions; i++) {
        const struct region_plan *rp = &p->regions[i];
        if (np >= rp->nodes && np < rp->nodes + rp->n_nodes)
            return rp;
    }
    return NULL;
}

// The range that it has by its record, or is to have by its plan; NULL: nobody knows one, and none
// is let in.
static const char *
range_of(const struct world *w, const struct region_plan *rp, const struct plan_balancer *b)
{
    struct balancer_vpc v;

    if (!b->within)
        return BALANCERS_NET;
    for (size_t i = 0; i < w->n_holdings; i++) {
        const struct resource *r = w->holdings[i].resource;
        if (r->noun == NOUN_BALANCER && str_eq(r->name, b->name) &&
            str_eq(r->region, rp->region->id) && balancer_within(w->arena, r->traits, &v) &&
            *v.range)
            return v.range;
    }
    return b->within->range;
}

static struct plan_rule
rule_for(
    struct arena *a, const struct plan_balancer *b, const char *range, const struct plan_port *p)
{
    struct port_range *port = ARENA_NEW(a, struct port_range);
    struct plan_peer *peer = ARENA_NEW(a, struct plan_peer);

    *port = (struct port_range){ p->target_port, p->target_port };
    *peer = (struct plan_peer){ PEER_CIDR, range };
    return (struct plan_rule){ .protocol = str_eq(p->protocol, "udp") ? "udp" : "tcp",
        .ports = port,
        .n_ports = 1,
        .peers = peer,
        .n_peers = 1,
        .interface = b->within ? "vpc" : "private",
        .origin = RULE_OF_BALANCER,
        .text = arena_printf(a, "NodeBalancer %s", b->name) };
}

static size_t
count_ports(const struct region_plan *rp, const struct node_plan *np)
{
    size_t n = 0;

    for (size_t i = 0; rp && i < rp->n_balancers; i++)
        if (balancer_has(&rp->balancers[i], np))
            n += rp->balancers[i].n_ports;
    return n;
}

const struct plan_rule *
balanced_rules(const struct member *m, size_t *n)
{
    const struct node_plan *np = m->np;
    const struct region_plan *rp = m->world->plan ? region_of(m->world->plan, np) : NULL;
    const size_t more = count_ports(rp, np);
    struct plan_rule *rules;

    *n = np->n_rules;
    if (!more)
        return np->rules;
    rules = arena_array(m->world->arena, np->n_rules + more, sizeof *rules);
    for (size_t i = 0; i < np->n_rules; i++)
        rules[i] = np->rules[i];
    for (size_t i = 0; i < rp->n_balancers; i++) {
        const struct plan_balancer *b = &rp->balancers[i];
        const char *range = balancer_has(b, np) ? range_of(m->world, rp, b) : NULL;
        for (size_t k = 0; range && k < b->n_ports; k++)
            rules[(*n)++] = rule_for(m->world->arena, b, range, &b->ports[k]);
    }
    return rules;
}
