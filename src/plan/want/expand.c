// SPDX-License-Identifier: MIT
// From a resolved plan to the nodes it wants. What exists keeps its identity; what is missing gets
// the next index of its group and the next numbers of its counters, drawn once per node.
#include <stdio.h>
#include <stdlib.h>

#include "base/cidr.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/hostname.h"
#include "plan/want/expand.h"

static const char *
address_text(struct arena *a, const struct cidr *c)
{
    return arena_printf(
        a, "%u.%u.%u.%u/%u", c->addr[0], c->addr[1], c->addr[2], c->addr[3], c->prefix);
}

int64_t
plan_draw_anew(void *user, const char *counter)
{
    struct map *counters = user;
    int64_t next = (int64_t)(intptr_t)map_get(counters, counter) + 1;

    map_put(counters, counter, (void *)(intptr_t)next);
    return next;
}

// The nodes of one group in one region.
struct group {
    struct node **items;
    size_t n, cap;
};

struct expanding {
    struct expansion names;
    const struct plan *plan;
    const struct expand_args *args;
    struct map groups; // "region/group" -> struct group
    VEC(struct desired) out;
};

static void
group_free(struct group *g)
{
    vec_done(g);
    free(g);
}

static void
collect_groups(struct expanding *x)
{
    for (size_t i = 0; i < x->args->n_existing; i++) {
        struct node *node = x->args->existing[i];
        char key[256];
        if (node->state == STATE_DESTROYING) // chosen to leave, in an earlier run perhaps
            continue;
        snprintf(key, sizeof key, "%s/%s", node->region, node->group);
        struct group *g = map_get(&x->groups, key);
        if (!g) {
            g = NEW(struct group);
            map_put(&x->groups, key, g);
        }
        vec_push(g, node);
    }
}

static int
by_index(const void *a, const void *b)
{
    const struct node *const *m = a, *const *n = b;

    return ((*m)->index > (*n)->index) - ((*m)->index < (*n)->index);
}

// An address of the network that no node had before; it is the node's for good.
static int
give_vlan(struct expanding *x, struct node *node, const struct node_plan *np, struct lct_err *err)
{
    struct cidr net, has;
    int64_t number;

    if (!np->vlan || !np->vlan->ipv4 || !cidr_parse(np->vlan->ipv4, true, &net))
        return LCT_OK;
    net = cidr_net(&net);
    if (node->vlan_ipv4 && cidr_parse(node->vlan_ipv4, true, &has) && has.prefix == net.prefix &&
        cidr_has(&net, &has))
        return LCT_OK;
    number = x->args->draw(x->args->user, arena_printf(x->names.arena, "#vlan %s/%s/%s",
                                              node->region, np->vlan->label, np->vlan->ipv4));
    if (number >= (INT64_C(1) << (32 - net.prefix)) - 1) {
        lct_fail(err, LCT_EPLAN, "the network %s of the VLAN %s in %s has no address left",
            np->vlan->ipv4, np->vlan->label, node->region);
        return lct_hint(err, "none is given twice: choose a larger network");
    }
    for (int i = 3; i >= 0; i--, number >>= 8)
        net.addr[i] |= (uint8_t)(number & 255);
    node->vlan_ipv4 = address_text(x->names.arena, &net);
    return LCT_OK;
}

static int
add_new(struct expanding *x, const struct region_plan *rp, const struct node_plan *np, bool founds,
    struct lct_err *err)
{
    struct node *node = ARENA_NEW(x->names.arena, struct node);
    const char *index = arena_printf(x->names.arena, "#%s/%s", rp->region->id, np->name);
    struct desired *d;

    if (x->args->new_uuid)
        x->args->new_uuid(x->args->user, node->uuid);
    snprintf(node->cluster, sizeof node->cluster, "%s", x->args->cluster_uuid);
    node->generation = 1;
    node->group = np->name;
    node->region = rp->region->id;
    node->type = np->type->id;
    node->image = np->image->id;
    node->disks = np->disks;
    node->networks = np->networks;
    node->index = (unsigned)x->args->draw(x->args->user, index);
    node->state = STATE_NOTEXIST;
    node->founder = founds;
    if (give_vlan(x, node, np, err) < 0)
        return err->code;
    d = vec_add(&x->out);
    *d = (struct desired){ .node = node, .np = np, .rp = rp, .is_new = true };
    if (expand_names(&x->names, d, err) < 0)
        return err->code;
    node->tags = d->tags;
    return LCT_OK;
}

// The one that is its own, of those that the plan has; NULL: none.
static const char *
reserved_of(const struct map *all, const struct node *n)
{
    if (n->reserved && map_has(all, n->reserved))
        return n->reserved;
    return n->public_ipv4 && map_has(all, n->public_ipv4) ? n->public_ipv4 : NULL;
}

// Whoever has one keeps it, the next machine of his, too; the others get what is free.
static int
give_listed(struct expanding *x, const struct node_plan *np, size_t first, struct lct_err *err)
{
    _own_(map) struct map all = { 0 }, taken = { 0 };
    const char *const *free = np->reserved;

    for (const char *const *at = np->reserved; *at; at++)
        map_put(&all, *at, x);
    for (size_t i = first; i < x->out.n; i++) {
        struct desired *d = &x->out.items[i];
        d->reserved = reserved_of(&all, d->node);
        if (d->reserved)
            map_put(&taken, d->reserved, d);
    }
    for (size_t i = first; i < x->out.n && *np->reserved; i++) {
        struct desired *d = &x->out.items[i];
        while (!d->reserved && *free && map_has(&taken, *free))
            free++;
        if (!d->reserved && !*free)
            return lct_fail(err, LCT_EPLAN, "no reserved address of %s is left for %s", np->name,
                d->node->name);
        if (!d->reserved)
            d->reserved = *free++;
    }
    return LCT_OK;
}

// The one that the cluster reserved for it, once it did.
static void
give_held(struct expanding *x, size_t first)
{
    for (size_t i = first; i < x->out.n && x->args->held; i++) {
        struct desired *d = &x->out.items[i];
        d->reserved = map_get(
            x->args->held, arena_printf(x->names.arena, "%s %s", d->node->region, d->node->name));
    }
}

static int
give_reserved(struct expanding *x, const struct node_plan *np, size_t first, struct lct_err *err)
{
    if (!np->reserves)
        return give_listed(x, np, first, err);
    give_held(x, first);
    return LCT_OK;
}

// One that was never started is off where its plan, or its cluster's being stopped, says so; others
// as they were left.
static void
set_power(const struct expanding *x, const struct node_plan *np, size_t first)
{
    for (size_t i = first; i < x->out.n; i++) {
        struct node *n = x->out.items[i].node;
        if (!n->starts && !n->booted)
            n->off = !np->boot_on_create || x->args->stopped;
    }
}

static int
expand_group(struct expanding *x, const struct region_plan *rp, const struct node_plan *np,
    struct lct_err *err)
{
    const size_t first = x->out.n;
    char key[256];
    unsigned have = 0;

    snprintf(key, sizeof key, "%s/%s", rp->region->id, np->name);
    struct group *g = map_get(&x->groups, key);
    if (g) {
        qsort(g->items, g->n, sizeof g->items[0], by_index);
        for (; have < g->n && have < np->count; have++) {
            struct desired *d = vec_add(&x->out);
            *d = (struct desired){ .node = g->items[have], .np = np, .rp = rp };
            if (expand_names(&x->names, d, err) < 0 || give_vlan(x, d->node, np, err) < 0)
                return err->code;
        }
    }
    for (; have < np->count; have++)
        if (add_new(x, rp, np, !g, err) < 0)
            return err->code;
    set_power(x, np, first);
    return give_reserved(x, np, first, err);
}

static int
fail_clash(const struct expanding *x, const struct desired *d, const struct desired *other,
    bool host_name, struct lct_err *err)
{
    if (x->args->clash)
        *x->args->clash = (struct expand_clash){ d->np, other->np, host_name };
    lct_fail(err, LCT_EPLAN, "two nodes would have the %s %s", host_name ? "host name" : "label",
        host_name ? d->node->name : d->node->label);
    return lct_hint(err, "use {index} or a counter in %s of %s",
        host_name ? "hostnames" : "nodenames", d->np->name);
}

static int
fail_name(const struct expanding *x, const struct desired *d, bool host_name, const char *why,
    struct lct_err *err)
{
    if (x->args->clash)
        *x->args->clash = (struct expand_clash){ d->np, NULL, host_name };
    lct_fail(err, LCT_EPLAN, "a node would have the %s '%s': %s", host_name ? "host name" : "label",
        host_name ? d->node->name : d->node->label, why);
    return lct_hint(err, "give %s other %s", d->np->name, host_name ? "hostnames" : "nodenames");
}

// Labels are unique in the account, whatever the case of their letters: ssh asks known_hosts
// without it. Regions that count for themselves may come to the same one:
// whoever comes later is REGION-LABEL.
static int
claim_label(struct expanding *x, struct map *labels, struct desired *d, struct lct_err *err)
{
    const struct desired *other = map_get(labels, str_lower(x->names.arena, d->node->label));
    char why[FAULT_WHY];

    if (other && (!d->is_new || str_eq(other->rp->region->id, d->rp->region->id)))
        return fail_clash(x, d, other, false, err);
    if (other)
        d->node->label = arena_printf(x->names.arena, "%s-%s", d->rp->region->id, d->node->label);
    if (d->is_new && linode_label_fault(d->node->label, why))
        return fail_name(x, d, false, why, err);
    other = map_put(labels, str_lower(x->names.arena, d->node->label), d);
    return other ? fail_clash(x, d, other, false, err) : LCT_OK;
}

// Host names are unique in their region.
static int
claim_name(struct expanding *x, struct map *names, struct desired *d, struct lct_err *err)
{
    char why[FAULT_WHY];

    if (d->is_new && hostname_fault(d->node->name, why))
        return fail_name(x, d, true, why, err);
    const char *key = arena_printf(x->names.arena, "%s/%s", d->rp->region->id, d->node->name);
    const struct desired *other = map_put(names, str_lower(x->names.arena, key), d);
    return other ? fail_clash(x, d, other, true, err) : LCT_OK;
}

// Those that exist keep what they have.
static int
claim_names(struct expanding *x, struct lct_err *err)
{
    _own_(map) struct map labels = { 0 }, names = { 0 };

    for (int is_new = 0; is_new < 2; is_new++)
        vec_each (d, &x->out)
            if (d->is_new == is_new &&
                (claim_label(x, &labels, d, err) < 0 || claim_name(x, &names, d, err) < 0))
                return err->code;
    return LCT_OK;
}

int
plan_expand(struct arena *a, const struct plan *p, const struct expand_args *args,
    struct desired **ret, size_t *n, struct lct_err *err)
{
    struct expanding x = { .names = { a, p, args }, .plan = p, .args = args };
    int code = LCT_OK;

    collect_groups(&x);
    for (size_t r = 0; r < p->n_regions && code == LCT_OK; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes && code == LCT_OK; i++)
            code = expand_group(&x, &p->regions[r], &p->regions[r].nodes[i], err);
    if (code == LCT_OK)
        code = claim_names(&x, err);
    if (code == LCT_OK) {
        *ret = arena_array(a, x.out.n, sizeof **ret);
        if (x.out.n)
            memcpy(*ret, x.out.items, x.out.n * sizeof **ret);
        *n = x.out.n;
    }
    map_each (it, &x.groups)
        group_free(it->value);
    map_done(&x.groups);
    vec_done(&x.out);
    return code;
}
