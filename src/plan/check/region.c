// SPDX-License-Identifier: MIT
// What belongs together within one region: names of node plans, balancers and their nodes, VPCs.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
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

static void
check_balanced(struct checking *c, const struct region_plan *rp, struct plan_balancer *b)
{
    check_balancer(c, rp, b);
    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct node_plan *np = &rp->nodes[i];
        if (!balancer_has(b, np))
            continue;
        b->n_members += np->count;
        if (!np->private_ip)
            diag_note(c->l->diags,
                check_error(c, np->pos,
                    "a NodeBalancer reaches nodes by their private address, "
                    "which these do not have:",
                    np->name),
                b->pos, "it is this one");
    }
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
check_subnet(struct checking *c, const struct plan_vpc *vpc, const struct plan_vpc_use *use)
{
    struct names known = { 0 };
    bool found = false;

    if (!vpc->n_subnets && !vpc->existing)
        diag_hint(c->l->diags, check_error(c, use->pos, "the VPC has no subnet:", vpc->name),
            "subnets: [{name: inner, ipv4: 10.0.1.0/24}], or existing: yes");
    for (size_t i = 0; i < vpc->n_subnets; i++) {
        vec_push(&known, vpc->subnets[i].name);
        found |= str_eq(vpc->subnets[i].name, use->subnet);
    }
    if (use->subnet && vpc->n_subnets && !found)
        load_suggest(c->l, check_error(c, use->pos, "the VPC has no subnet", use->subnet),
            use->subnet, known.items, known.n, NULL);
    else if (!use->subnet && vpc->n_subnets > 1)
        diag_hint(c->l->diags, check_error(c, use->pos, "say which subnet of the VPC", vpc->name),
            "for example vpc: {name: %s, subnet: %s}", vpc->name, vpc->subnets[0].name);
    vec_done(&known);
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
    const struct plan_vpc *vpc = np->vpc ? vpc_named(rp, np->vpc->vpc) : NULL;
    struct names known = { 0 };

    if (np->vpc && !vpc) {
        for (size_t i = 0; i < rp->n_vpcs; i++)
            vec_push(&known, rp->vpcs[i].name);
        load_suggest(c->l, check_error(c, np->vpc->pos, "the region has no VPC", np->vpc->vpc),
            np->vpc->vpc, known.items, known.n, "name it in the region: vpc: {name: ...}");
        vec_done(&known);
    } else if (vpc) {
        check_subnet(c, vpc, np->vpc);
        check_bastion(c, rp, np);
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
        check_steps(c, np->steps, np->n_own_steps);
        check_vpc(c, rp, np);
        check_placement(c, &groups, np);
    }
    for (size_t i = 0; i < rp->n_balancers; i++)
        check_balanced(c, rp, &rp->balancers[i]);
}
