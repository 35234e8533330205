// SPDX-License-Identifier: MIT
// NodeBalancers within VPCs: the subnet and range of one, and those of the subnet that it sends to.
#include "base/cidr.h"
#include "base/str.h"
#include "cloud/mem/balancer.h"

int
balancer_within_check(struct request *r, const struct thing_spec *s, struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;
    const struct balancer_vpc *w = s->within;
    const struct thing *v = w ? account_vpc(a, w->subnet) : NULL;
    struct cidr net, range, other;

    if (!w)
        return LCT_OK;
    if (!v || !str_eq(v->region, s->region))
        return lct_fail(err, LCT_EFAILED, "%s: Invalid Subnet ID (subnet_id)", r->kind);
    if (!cidr_parse(w->range, false, &range) ||
        !cidr_parse(account_subnet(a, r->arena, w->subnet).ipv4, false, &net) ||
        range.prefix > BALANCER_RANGE_PREFIX || !subnet_spares(&net, &range))
        return lct_fail(err, LCT_EFAILED, "%s: is no range of the subnet (ipv4_range)", r->kind);
    vec_each (b, &a->balancers)
        if (b->within && str_eq(b->within->subnet, w->subnet) &&
            cidr_parse(b->within->range, false, &other) &&
            (cidr_has(&other, &range) || cidr_has(&range, &other)))
            return lct_fail(err, LCT_EFAILED, "%s: is in use (ipv4_range)", r->kind);
    vec_each (m, &a->machines)
        if (str_eq((*m)->subnet, w->subnet) && cidr_parse((*m)->vpc_ipv4, false, &other) &&
            cidr_has(&range, &other))
            return lct_fail(err, LCT_EFAILED, "%s: is in use (ipv4_range)", r->kind);
    return LCT_OK;
}

const struct balancer_vpc *
balancer_within_copy(struct arena *a, const char *vpc, const struct balancer_vpc *from)
{
    struct balancer_vpc *w = ARENA_NEW(a, struct balancer_vpc);

    *w = (struct balancer_vpc){ arena_strdup(a, vpc), arena_strdup(a, from->subnet),
        arena_strdup(a, from->range) };
    return w;
}

int
balancer_node_check(struct request *r, const struct balancer_node *n, struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;
    const struct balancer_vpc *w = balancer_target(r, err)->within;
    struct cidr net, address;

    if (!n->subnet && !str_starts(n->address, "192.168."))
        return lct_fail(err, LCT_EFAILED, "%s: Must begin with 192.168 (address)", r->kind);
    if (n->subnet && (!w || !str_eq(w->subnet, n->subnet)))
        return lct_fail(
            err, LCT_EFAILED, "%s: is not one of the NodeBalancer's VPC (subnet_id)", r->kind);
    if (n->subnet && (!cidr_parse(account_subnet(a, r->arena, n->subnet).ipv4, false, &net) ||
                         !cidr_parse(arena_strndup(r->arena, n->address, strcspn(n->address, ":")),
                             false, &address) ||
                         !cidr_has(&net, &address)))
        return lct_fail(err, LCT_EFAILED, "%s: Must be of the subnet (address)", r->kind);
    return LCT_OK;
}

// ---- the port

static int
effect_within(struct request *r, struct lct_err *err)
{
    const struct mem_balancer *b = balancer_target(r, err);

    if (b && b->within)
        r->within = balancer_within_copy(r->arena, b->within->vpc, b->within);
    return err->code;
}

static void
tell_within(struct request *r, const struct lct_err *err)
{
    ((cloud_within_fn *)r->fn)(r->user, err, err->code ? NULL : r->within);
}

struct op *
balancer_place(struct cloud *c, const char *id, cloud_within_fn *fn, void *user)
{
    return request_go(
        balancer_request(c, "balancer.within", effect_within, tell_within, id, (any_fn *)fn, user),
        false);
}
