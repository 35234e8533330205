// SPDX-License-Identifier: MIT
// NodeBalancers: one a name and region, and what of one is to be changed in place.
#include "model/balancer.h"

#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/want/resource.h"

// What the plan says of it; a range that it leaves open is found where one is to be made.
static const char *
traits_of(struct arena *a, const struct wanted_balancer *b)
{
    const struct plan_balancer_vpc *use = b->plan->within;
    const struct region_plan *rp = b->rp;
    struct balancer_vpc v = { .range = use && use->range ? use->range : "" };

    for (size_t i = 0; use && i < rp->n_vpcs; i++)
        if (str_eq(rp->vpcs[i].name, use->vpc)) {
            v.vpc = use->vpc;
            v.subnet = plan_vpc_subnet_name(&rp->vpcs[i], use->subnet);
        }
    return v.vpc ? balancer_traits(a, &v) : "";
}

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    struct wanted_balancer *balancers;
    const size_t n = plan_balancers(a, w->plan, w->desired, w->n_desired, &balancers);

    for (size_t i = 0; i < n; i++)
        vec_push(ret, ((struct wanted){ .noun = NOUN_BALANCER,
                          .name = balancers[i].plan->name,
                          .region = balancers[i].rp->region->id,
                          .traits = traits_of(a, &balancers[i]),
                          .balancer = &balancers[i] }));
}

// How many there may be is the account's.
static void
limits(const struct region_plan *rp, struct diags *diags)
{
}

// ---- the range that one comes from within a VPC

static bool
meets(const char *is, const char *wanted)
{
    const size_t n = strlen(wanted);

    return str_eq(is, wanted) || (n && !strncmp(is, wanted, n) && is[n] == ' ');
}

struct cidrs {
    struct cidr *items;
    size_t n, cap;
};

static void
take_range(struct cidrs *taken, const char *range)
{
    struct cidr c;

    if (cidr_parse(range, false, &c))
        vec_push(taken, c);
}

// Those of other balancers of the subnet.
static void
take_traits(struct arena *a, const struct balancer_vpc *of, const char *traits, struct cidrs *taken)
{
    struct balancer_vpc v;

    if (balancer_within(a, traits, &v) && str_eq(v.vpc, of->vpc) && str_eq(v.subnet, of->subnet))
        take_range(taken, v.range);
}

static const struct thing *
seen_vpc(const struct resource_args *args, const struct wanted *vpc)
{
    const struct things *all = &args->seen[NOUN_VPC];
    const char *id = NULL;

    for (size_t i = 0; i < args->n_existing; i++)
        if (args->existing[i]->noun == NOUN_VPC && str_eq(args->existing[i]->name, vpc->name) &&
            str_eq(args->existing[i]->region, vpc->region))
            id = args->existing[i]->cloud_id;
    for (size_t i = 0; i < all->n; i++)
        if (id ? str_eq(all->items[i].id, id)
               : vpc->existing && str_eq(all->items[i].label, vpc->name))
            return &all->items[i];
    return NULL;
}

static const struct wanted *
wanted_vpc(const struct resource_args *args, const char *name, const char *region)
{
    for (size_t i = 0; i < args->wanted->n; i++) {
        const struct wanted *w = &args->wanted->items[i];
        if (w->noun == NOUN_VPC && str_eq(w->name, name) && str_eq(w->region, region))
            return w;
    }
    return NULL;
}

// The network by the plan, or, of a VPC that others made, as it is.
static bool
network_of(struct arena *a, const struct resource_args *args, const struct wanted *vpc,
    const char *subnet, struct cidr *ret)
{
    const struct thing *seen = seen_vpc(args, vpc);
    struct subnet s = { 0 };

    if (!subnet_find(a, vpc->parts, subnet, &s) || str_empty(s.ipv4))
        if (!seen || !subnet_find(a, seen->parts, subnet, &s))
            return false;
    return cidr_parse(s.ipv4, false, ret) && ret->family == AF_INET;
}

static void
take_all(struct arena *a, const struct balancer_vpc *v, const struct wanted *vpc,
    const struct resource_args *args, const struct resource_change *so_far, size_t n,
    const struct resource *but, struct cidrs *taken)
{
    const struct thing *seen = seen_vpc(args, vpc);

    for (size_t i = 0; i < args->n_existing; i++)
        if (args->existing[i] != but && args->existing[i]->noun == NOUN_BALANCER &&
            str_eq(args->existing[i]->region, vpc->region))
            take_traits(a, v, args->existing[i]->traits, taken);
    for (size_t i = 0; i < args->wanted->n; i++)
        if (args->wanted->items[i].noun == NOUN_BALANCER &&
            str_eq(args->wanted->items[i].region, vpc->region))
            take_traits(a, v, args->wanted->items[i].traits, taken);
    for (size_t i = 0; i < n; i++)
        if (so_far[i].resource->noun == NOUN_BALANCER &&
            str_eq(so_far[i].resource->region, vpc->region))
            take_traits(a, v, so_far[i].resource->traits, taken);
    for (size_t i = 0; seen && i < seen->n_addresses; i++)
        take_range(taken, seen->addresses[i].ipv4);
}

static int
fail_range(const struct wanted *w, const char *why, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN, "the NodeBalancer '%s' in %s: %s", w->name, w->region, why);
    return lct_hint(err, "say which range of the subnet it is to come from, for example range: "
                         "10.0.1.64/30; or let the subnet be larger");
}

// The last that is free: Linode gives machines addresses from the beginning on.
static int
settle(struct arena *a, const struct wanted *w, const struct resource_args *args,
    const struct resource_change *so_far, size_t n, struct resource *r, struct lct_err *err)
{
    struct balancer_vpc v;
    const struct wanted *vpc;
    struct cidrs taken = { 0 };
    struct cidr net, range;
    char text[CIDR_TEXT];
    bool found;

    if (meets(r->traits, w->traits) && !str_eq(r->traits, w->traits))
        return LCT_OK; // it was found before
    r->traits = w->traits;
    if (!balancer_within(a, w->traits, &v) || *v.range)
        return LCT_OK;
    vpc = wanted_vpc(args, v.vpc, w->region);
    if (!vpc || !network_of(a, args, vpc, v.subnet, &net))
        return fail_range(w, "the network of its subnet is not known", err);
    take_all(a, &v, vpc, args, so_far, n, r, &taken);
    found = subnet_last_free(&net, BALANCER_RANGE_PREFIX, taken.items, taken.n, &range);
    vec_done(&taken);
    if (!found)
        return fail_range(w, "no range of its subnet is free", err);
    v.range = cidr_text(&range, text);
    r->traits = balancer_traits(a, &v);
    return LCT_OK;
}

static const char *
label(struct arena *a, const struct wanted *w, const char *cluster_slug, unsigned number)
{
    return balancer_label_of(a, cluster_slug, w->region, w->name, number);
}

// ---- what of one is to be changed

struct telling {
    struct arena *arena;
    struct buf out;
};

static void
tell(struct telling *t, const char *what)
{
    buf_addf(&t->out, "%s%s", t->out.len ? "; " : "", what);
}

// How many of its nodes a port does not send to yet, and to how many it is to send no more. Who is
// off is left as he is in it until he starts.
static void
count_moves(struct arena *a, const struct wanted *w, const struct plan_port *set,
    const struct balancer_port *has, size_t *joins, size_t *leaves)
{
    _own_(map) struct map is = { 0 }, to_be = { 0 };
    const struct wanted_balancer *b = w->balancer;
    size_t missing = 0, more = 0;

    for (size_t i = 0; i < has->n_nodes; i++)
        map_put(&is, has->nodes[i].address, &has->nodes[i]);
    for (size_t i = 0; i < b->n_members; i++) {
        struct node *n = b->members[i]->node;
        const char *address = balancer_address(a, balancer_sends(w->traits, n), set);
        missing += !n->off && (!address || !map_has(&is, address));
        if (address)
            map_put(&to_be, address, n);
    }
    for (size_t i = 0; i < has->n_nodes; i++) {
        const struct node *n = map_get(&to_be, has->nodes[i].address);
        more += !n || (!n->off && !str_eq(has->nodes[i].mode, balancer_takes(set)));
    }
    *joins = missing > *joins ? missing : *joins;
    *leaves = more > *leaves ? more : *leaves;
}

static void
tell_port(struct telling *t, const struct plan_port *set, const struct balancer_port *has)
{
    struct arena *a = t->arena;
    const char *other = has ? balancer_port_differs(a, has, set) : NULL;

    if (!has)
        tell(t, arena_printf(a, "%s is missing", balancer_port_name(a, set)));
    else if (other)
        tell(t, arena_printf(a, "%s: %s", balancer_port_name(a, set), other));
}

static void
tell_moves(struct telling *t, size_t joins, size_t leaves)
{
    if (joins)
        tell(t, arena_printf(
                    t->arena, "%zu node%s not in it yet", joins, joins == 1 ? " is" : "s are"));
    if (leaves)
        tell(t, arena_printf(t->arena, "%zu %s in it that %s not to be, or not so", leaves,
                    leaves == 1 ? "is" : "are", leaves == 1 ? "is" : "are"));
}

static void
tell_ports(struct telling *t, const struct wanted *w, const struct thing *seen)
{
    const struct wanted_balancer *b = w->balancer;
    size_t joins = 0, leaves = 0;

    for (size_t i = 0; i < b->plan->n_ports; i++) {
        const struct plan_port *set = &b->plan->ports[i];
        const struct balancer_port *has = balancer_port_find(seen->ports, seen->n_ports, set);
        tell_port(t, set, has);
        if (has)
            count_moves(t->arena, w, set, has, &joins, &leaves);
    }
    for (size_t i = 0; i < seen->n_ports; i++)
        if (!plan_port_find(b->plan, &seen->ports[i].set))
            tell(t, arena_printf(
                        t->arena, "%s goes", balancer_port_name(t->arena, &seen->ports[i].set)));
    tell_moves(t, joins, leaves);
}

static const char *
differs(struct arena *a, const struct wanted *w, const struct thing *seen)
{
    const struct wanted_balancer *b = w->balancer;
    struct telling t = { .arena = a };
    const char *told;

    if (seen->throttle != b->plan->throttle)
        tell(&t, arena_printf(a, "throttle %u, not %u", b->plan->throttle, seen->throttle));
    tell_ports(&t, w, seen);
    told = t.out.len ? arena_strdup(a, buf_str(&t.out)) : NULL;
    buf_done(&t.out);
    return told;
}

const struct noun_want balancer_want = {
    .wanted = wanted,
    .limits = limits,
    .label = label,
    .meets = meets,
    .settle = settle,
    .differs = differs,
};
