// SPDX-License-Identifier: MIT
// NodeBalancers within VPCs: the range of a subnet from which one reaches its nodes there.
#include "lab/call/page.h"
#include "lab/world/balancer/balancer.h"
#include "lab/world/network.h"

// In the API's order.
#define SELECT_VPC                                                                         \
    "SELECT v.id, v.balancer AS nodebalancer_id, s.vpc AS vpc_id, v.subnet AS subnet_id, " \
    "v.ipv4_range FROM balancer_vpc v JOIN subnet s ON s.id = v.subnet WHERE v.balancer = ? "

static void
vpc_list(struct call *c)
{
    static const char *const fields[] = { "id", NULL };

    if (balancer_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_VPC "ORDER BY v.id", "i", call_id(c, 0)),
            fields);
}

static void
vpc_get(struct call *c)
{
    struct doc *vpc = world_one(
        &c->lab->world, c->arena, SELECT_VPC "AND v.id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (vpc)
        c->answer = vpc;
    else
        call_not_found(c);
}

static void
vpc_make(struct call *c, int64_t balancer, const char *region, const struct doc *wish)
{
    static const struct field fields[] = {
        { "subnet_id", FIELD_INT, .required = true },
        { "ipv4_range", FIELD_TEXT },
        { "ipv4_range_auto_assign", FIELD_BOOL },
        { 0 },
    };
    const char *range = call_check(c, wish, "vpcs[0].", fields)
                            ? network_range_take(c, "vpcs[0].", region, wish)
                            : NULL;

    if (range)
        world_do(&c->lab->world,
            "INSERT INTO balancer_vpc (balancer, subnet, ipv4_range) VALUES (?, ?, ?)", "iit",
            balancer, doc_get_int(wish, "subnet_id", 0), range);
}

void
balancer_vpcs_make(struct call *c, int64_t balancer, const char *region, const struct doc *vpcs)
{
    if (doc_count(vpcs) > 1)
        call_error(c, "vpcs", "A NodeBalancer can have one VPC");
    else if (doc_count(vpcs))
        vpc_make(c, balancer, region, doc_at(vpcs, 0));
}

static const struct route routes[] = {
    { "GET", BALANCER "/vpcs", READ("nodebalancers"), RATE_LIST, false, vpc_list },
    { "GET", BALANCER "/vpcs/{}", READ("nodebalancers"), RATE_OTHER, false, vpc_get },
    { 0 },
};

const struct noun balancer_vpc_noun = { .routes = routes };
