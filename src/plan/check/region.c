// SPDX-License-Identifier: MIT
// What belongs together within one region: names of node plans, balancers and their nodes, VPCs.
#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/vpc.h"
#include "plan/check/check.h"

static const struct node_plan *
plan_named(const struct region_plan *rp, const char *name)
{
    for (size_t i = 0; i < rp->n_nodes; i++)
        if (str_eq(rp->nodes[i].name, name))
            return &rp->nodes[i];
    return NULL;
}

static void
suggest_tag(struct checking *c, struct diag *item, const struct region_plan *rp, const char *word,
    bool plans_too)
{
    struct names known = { 0 };

    for (size_t i = 0; i < rp->n_nodes; i++) {
        for (const char *const *t = rp->nodes[i].tags; *t; t++)
            vec_push(&known, *t);
        if (plans_too)
            vec_push(&known, rp->nodes[i].name);
    }
    load_suggest(c->l, item, word, known.items, known.n, NULL);
    vec_done(&known);
}

// A tag that nobody has but a node plan's name is taken for that, as the plans of 2017 mean it.
static bool
take_plan(struct checking *c, const struct region_plan *rp, struct plan_balancer *b, size_t i)
{
    const struct node_plan *np = plan_named(rp, b->tags[i]);

    if (!np)
        return false;
    struct diag *item = diags_add(c->l->diags, DIAG_WARNING, b->selector_pos,
        "no node has the tag '%s': the node plan of that name is taken", b->tags[i]);
    suggest_tag(c, item, rp, b->tags[i], false);
    diag_note(c->l->diags, item, np->pos, "the node plan is here");
    return true;
}

// Splits what the balancer names into tags and node plans, and counts whom it means.
static void
check_balancer(struct checking *c, const struct region_plan *rp, struct plan_balancer *b)
{
    struct names tags = { 0 }, plans = { 0 };

    for (size_t i = 0; b->tags[i]; i++) {
        bool known = false;
        for (size_t k = 0; k < rp->n_nodes && !known; k++)
            known = texts_have(rp->nodes[k].tags, b->tags[i]);
        if (known)
            vec_push(&tags, b->tags[i]);
        else if (take_plan(c, rp, b, i))
            vec_push(&plans, b->tags[i]);
        else
            suggest_tag(c,
                check_error(c, b->selector_pos, "no node of the region has the tag", b->tags[i]),
                rp, b->tags[i], true);
    }
    for (const char *const *n = b->node_plans; *n; n++)
        if (plan_named(rp, *n))
            vec_push(&plans, *n);
        else
            suggest_tag(c, check_error(c, b->selector_pos, "the region has no node plan", *n), rp,
                *n, true);
    vec_push(&tags, NULL);
    vec_push(&plans, NULL);
    b->tags = load_keep(c->l, &tags);
    b->node_plans = load_keep(c->l, &plans);
    vec_done(&tags);
    vec_done(&plans);
}

static const struct plan_vpc *
vpc_named(const struct region_plan *rp, const char *name)
{
    for (size_t i = 0; i < rp->n_vpcs; i++)
        if (str_eq(rp->vpcs[i].name, name))
            return &rp->vpcs[i];
    return NULL;
}

static void
check_subnet(struct checking *c, const struct plan_vpc *vpc, const char *subnet, struct doc_pos pos)
{
    struct names known = { 0 };

    if (!vpc->n_subnets && !vpc->existing)
        diag_hint(c->l->diags, check_error(c, pos, "the VPC has no subnet:", vpc->name),
            "subnets: [{name: inner, ipv4: 10.0.1.0/24}], or existing: yes");
    for (size_t i = 0; i < vpc->n_subnets; i++)
        vec_push(&known, vpc->subnets[i].name);
    if (subnet && vpc->n_subnets && !plan_vpc_subnet(vpc, subnet))
        load_suggest(c->l, check_error(c, pos, "the VPC has no subnet", subnet), subnet,
            known.items, known.n, NULL);
    else if (!subnet && vpc->n_subnets > 1)
        diag_hint(c->l->diags, check_error(c, pos, "say which subnet of the VPC", vpc->name),
            "for example vpc: {name: %s, subnet: %s}", vpc->name, vpc->subnets[0].name);
    vec_done(&known);
}

// The one of that name, with that subnet; NULL: it was told that there is none.
static const struct plan_vpc *
check_used(struct checking *c, const struct region_plan *rp, const char *name, const char *subnet,
    struct doc_pos pos)
{
    const struct plan_vpc *vpc = vpc_named(rp, name);
    struct names known = { 0 };

    if (vpc) {
        check_subnet(c, vpc, subnet, pos);
        return vpc;
    }
    for (size_t i = 0; i < rp->n_vpcs; i++)
        vec_push(&known, rp->vpcs[i].name);
    load_suggest(c->l, check_error(c, pos, "the region has no VPC", name), name, known.items,
        known.n, "name it in the region: vpc: {name: ...}");
    vec_done(&known);
    return NULL;
}

// Whoever has no public address is reached through one of its VPC that has.
static void
check_bastion(struct checking *c, const struct region_plan *rp, const struct node_plan *np)
{
    bool found = networks_reached(np->networks);

    for (size_t i = 0; i < rp->n_nodes && !found; i++)
        found = rp->nodes[i].vpc && str_eq(rp->nodes[i].vpc->vpc, np->vpc->vpc) &&
                networks_reached(rp->nodes[i].networks);
    if (!found)
        diag_hint(c->l->diags,
            check_error(c, np->vpc->pos, "no node of the VPC has a public address:", np->vpc->vpc),
            "these are reached through one that has: a node plan with vpc: %s, and no public: no",
            np->vpc->vpc);
}

static void
check_vpc(struct checking *c, const struct region_plan *rp, const struct node_plan *np)
{
    const struct plan_vpc_use *use = np->vpc;

    if (use && check_used(c, rp, use->vpc, use->subnet, use->pos))
        check_bastion(c, rp, np);
}

// ---- whom a NodeBalancer reaches

static bool
ranges_overlap(const struct cidr *a, const struct cidr *b)
{
    return cidr_has(a, b) || cidr_has(b, a);
}

static bool
is_same_subnet(const struct plan_vpc *vpc, const char *a, const char *b)
{
    return str_eq(plan_vpc_subnet_name(vpc, a), plan_vpc_subnet_name(vpc, b));
}

// Two that say so come from ranges of their own.
static void
check_ranges(struct checking *c, const struct region_plan *rp, const struct plan_vpc *vpc,
    const struct plan_balancer *b)
{
    struct cidr range, other;

    for (const struct plan_balancer *o = rp->balancers; o < b; o++)
        if (o->within && str_eq(o->within->vpc, vpc->name) && o->within->range &&
            is_same_subnet(vpc, o->within->subnet, b->within->subnet) &&
            cidr_parse(b->within->range, false, &range) &&
            cidr_parse(o->within->range, false, &other) && ranges_overlap(&range, &other))
            diag_note(c->l->diags,
                check_error(
                    c, b->within->pos, "its range overlaps that of the NodeBalancer", o->name),
                o->within->pos, "it is %s", o->within->range);
}

static void
check_range(struct checking *c, const struct plan_vpc *vpc, const struct plan_balancer_vpc *w)
{
    const struct plan_subnet *s = plan_vpc_subnet(vpc, w->subnet);
    struct cidr net, range;

    if (s && cidr_parse(w->range, false, &range) && cidr_parse(s->ipv4, false, &net) &&
        !subnet_spares(&net, &range))
        diag_hint(c->l->diags,
            check_error(c, w->pos, "the range is none of the subnet's:", w->range),
            "it is of %s, and without the two addresses at each end of that", s->ipv4);
}

static void
check_udp(struct checking *c, const struct plan_balancer *b)
{
    for (size_t i = 0; i < b->n_ports; i++)
        if (str_eq(b->ports[i].protocol, "udp"))
            diag_hint(c->l->diags,
                check_error(c, b->ports[i].pos,
                    "udp to nodes of a VPC is not carried out yet, of the NodeBalancer", b->name),
                "a NodeBalancer without vpc: reaches nodes by their private addresses, by udp, "
                "too");
}

static void
check_within(struct checking *c, const struct region_plan *rp, const struct plan_balancer *b)
{
    const struct plan_balancer_vpc *w = b->within;
    const struct plan_vpc *vpc = w ? check_used(c, rp, w->vpc, w->subnet, w->pos) : NULL;

    if (w)
        check_udp(c, b);
    if (!vpc || !w->range)
        return;
    check_range(c, vpc, w);
    check_ranges(c, rp, vpc, b);
}

// NULL: it does.
static const char *
why_unreached(
    const struct region_plan *rp, const struct plan_balancer *b, const struct node_plan *np)
{
    const struct plan_vpc *vpc = b->within ? vpc_named(rp, b->within->vpc) : NULL;

    if (!b->within)
        return np->private_ip ? NULL
                              : "a NodeBalancer reaches nodes by their private address, which "
                                "these do not have:";
    if (!vpc || (vpc->n_subnets && !plan_vpc_subnet(vpc, b->within->subnet)))
        return NULL; // that was told
    return np->vpc && str_eq(np->vpc->vpc, vpc->name) &&
                   is_same_subnet(vpc, np->vpc->subnet, b->within->subnet)
               ? NULL
               : "a NodeBalancer within a VPC reaches nodes of its subnet, which these are not:";
}

static void
check_balanced(struct checking *c, const struct region_plan *rp, struct plan_balancer *b)
{
    check_balancer(c, rp, b);
    check_within(c, rp, b);
    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct node_plan *np = &rp->nodes[i];
        const char *why = balancer_has(b, np) ? why_unreached(rp, b, np) : NULL;
        b->n_members += balancer_has(b, np) ? np->count : 0;
        if (why)
            diag_note(
                c->l->diags, check_error(c, np->pos, why, np->name), b->pos, "it is this one");
    }
}

// Whoever is in one group means the same by it.
static void
check_placement(struct checking *c, struct map *groups, const struct node_plan *np)
{
    const struct plan_placement *p = np->placement, *first = p ? map_get(groups, p->name) : NULL;

    if (p && !first)
        map_put(groups, p->name, (void *)(uintptr_t)p);
    else if (p && !(str_eq(p->type, first->type) && str_eq(p->policy, first->policy)))
        diag_note(c->l->diags,
            check_error(c, p->pos, "the placement group is of another kind elsewhere:", p->name),
            first->pos, "it is %s %s here", first->type, first->policy);
}

// Names of node plans are unique in their region.
static void
check_twice(struct checking *c, struct map *names, const struct node_plan *np)
{
    const struct node_plan *other = map_get(names, np->name);

    if (other)
        diag_note(c->l->diags,
            check_error(c, np->pos, "two node plans of this region have the name", np->name),
            other->pos, "the first is here");
    else
        map_put(names, np->name, (void *)(uintptr_t)np);
}

void
check_region(struct checking *c, struct region_plan *rp)
{
    _own_(map) struct map names = { 0 }, groups = { 0 };

    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct node_plan *np = &rp->nodes[i];
        check_twice(c, &names, np);
        check_names(c, rp, np);
        check_content(c, rp, np);
        check_firewall(c, np);
        check_handed(c, np);
        check_steps(c, np->steps, np->n_own_steps);
        check_vpc(c, rp, np);
        check_placement(c, &groups, np);
    }
    for (size_t i = 0; i < rp->n_balancers; i++)
        check_balanced(c, rp, &rp->balancers[i]);
}
