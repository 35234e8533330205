// SPDX-License-Identifier: MIT
// NodeBalancers: one a name and region, and what of one is to be changed in place.
#include "model/balancer.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/want/resource.h"

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    struct wanted_balancer *balancers;
    const size_t n = plan_balancers(a, w->plan, w->desired, w->n_desired, &balancers);

    for (size_t i = 0; i < n; i++)
        vec_push(ret, ((struct wanted){ .noun = NOUN_BALANCER,
                          .name = balancers[i].plan->name,
                          .region = balancers[i].rp->region->id,
                          .traits = "",
                          .balancer = &balancers[i] }));
}

// How many there may be is the account's.
static void
limits(const struct region_plan *rp, struct diags *diags)
{
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

// How many of its nodes a port does not send to yet, and to how many it is to send no more.
static void
count_moves(struct arena *a, const struct wanted_balancer *b, const struct plan_port *set,
    const struct balancer_port *has, size_t *joins, size_t *leaves)
{
    _own_(map) struct map is = { 0 }, to_be = { 0 };
    size_t missing = 0, more = 0;

    for (size_t i = 0; i < has->n_nodes; i++)
        map_put(&is, has->nodes[i].address, &has->nodes[i]);
    for (size_t i = 0; i < b->n_members; i++) {
        const char *address = balancer_address(a, b->members[i]->node->private_ipv4, set);
        missing += !address || !map_has(&is, address);
        if (address)
            map_put(&to_be, address, &is);
    }
    for (size_t i = 0; i < has->n_nodes; i++)
        more += !map_has(&to_be, has->nodes[i].address) ||
                !str_eq(has->nodes[i].mode, balancer_takes(set));
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
tell_ports(struct telling *t, const struct wanted_balancer *b, const struct thing *seen)
{
    size_t joins = 0, leaves = 0;

    for (size_t i = 0; i < b->plan->n_ports; i++) {
        const struct plan_port *set = &b->plan->ports[i];
        const struct balancer_port *has = balancer_port_find(seen->ports, seen->n_ports, set);
        tell_port(t, set, has);
        if (has)
            count_moves(t->arena, b, set, has, &joins, &leaves);
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
    tell_ports(&t, b, seen);
    told = t.out.len ? arena_strdup(a, buf_str(&t.out)) : NULL;
    buf_done(&t.out);
    return told;
}

const struct noun_want balancer_want = {
    .wanted = wanted, .limits = limits, .label = label, .differs = differs
};
