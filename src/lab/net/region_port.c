// SPDX-License-Identifier: MIT
// Ports of nodes in a region: what is routed to them, also while they are there.
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "lab/net/region_private.h"

static int
address_route(struct regions *r, struct region *region, int link, const struct cidr *address,
    struct lct_err *err)
{
    struct netlink_route route = { .to = region_alone(address), .link = link };
    int code = LCT_OK;

    if (port_is_private(address))
        route.table = PRIVATE_TABLE;
    else
        code = region_network(r, region, address, err);
    return code ? code : netlink_route(&region->space.nl, &route, err);
}

// All ranges of a region are one network to the core; there, each is where its port is, or nowhere.
static int
ranges_open(struct regions *r, struct region *region, const char *networks, struct lct_err *err)
{
    struct cidr all;
    int code = LCT_OK;

    while (!code && port_network(&networks, &all)) {
        if (all.family == AF_INET)
            continue; // of one of the region's networks, which are open
        all.prefix = RANGES_PREFIX;
        code = netlink_route(&r->core,
            &(struct netlink_route){
                .to = all, .link = region->uplink, .via = &region_end6, .onlink = true },
            err);
        if (!code)
            code = netlink_route(&region->space.nl, &(struct netlink_route){ .to = all }, err);
    }
    return code;
}

// What others share with it leads to it as far behind as it was made later: so whoever has the
// address comes first.
static int
shared_route(struct regions *r, struct region *region, int link, int64_t node,
    const struct fleet_port *p, struct lct_err *err)
{
    int code = ranges_open(r, region, p->shared, err);

    return code ? code : port_route(&region->space.nl, link, p, p->shared, (uint32_t)node, err);
}

// All that is routed to a port. May be done again.
static int
addresses_route(struct regions *r, struct region *region, int link, int64_t node,
    const struct fleet_port *p, struct lct_err *err)
{
    const char *rest = p->addresses;
    struct cidr address;
    int code = LCT_OK;

    while (!code && port_address(&rest, &address))
        code = address_route(r, region, link, &address, err);
    if (!code)
        code = ranges_open(r, region, p->routed, err);
    if (!code)
        code = port_route(&region->space.nl, link, p, p->routed, 0, err);
    return code ? code : shared_route(r, region, link, node, p, err);
}

static int
public_plug(struct regions *r, struct region *region, const struct fleet_node *n, size_t i,
    pid_t pid, struct lct_err *err)
{
    char name[IFNAMSIZ];
    int link = port_plug_routed(&region->space.nl, n, i, pid, err);
    int code = link < 0 ? link : LCT_OK;

    if (link >= 0)
        map_put(&region->links, port_link(n->id, i, name), (void *)(intptr_t)link);
    return code ? code : addresses_route(r, region, link, n->id, &n->ports[i], err);
}

static int
vpc_plug(struct regions *r, struct region *region, const struct fleet_node *n, size_t i, pid_t pid,
    struct lct_err *err)
{
    const char *nat = n->ports[i].nat;
    struct cidr address;
    int code = LCT_OK;

    if (port_address(&nat, &address))
        code = region_network(r, region, &address, err);
    return code ? code : vpcs_plug(&region->vpcs, &region->space, n, i, pid, err);
}

int
regions_plug(
    struct regions *r, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err)
{
    const struct fleet_port *p = &n->ports[i];
    struct region *region;
    int code = region_ensure(r, n->region, &region, err);

    if (code)
        return code;
    if (port_is_public(p))
        return public_plug(r, region, n, i, pid, err);
    if (port_segment(p, "vpc"))
        return vpc_plug(r, region, n, i, pid, err);
    return vlans_plug(&region->vlans, n, i, pid, err);
}

// The node's end may be gone already, and the lab's with it.
void
regions_unplug(struct regions *r, const struct fleet_node *n, size_t i)
{
    struct region *region = map_get(&r->by_name, n->region);
    char name[IFNAMSIZ];

    if (region && port_is_public(&n->ports[i])) {
        netlink_remove(&region->space.nl, port_link(n->id, i, name), ERR_IGNORED);
        map_remove(&region->links, name);
    } else if (region && port_segment(&n->ports[i], "vpc"))
        vpcs_unplug(&region->vpcs, &region->space, n, i);
    else if (region)
        vlans_unplug(&region->vlans, n, i);
}

// ---- of a node that runs

typedef bool take_fn(const char **rest, struct cidr *out);

static bool
is_in(take_fn *next, const char *list, const struct cidr *wanted)
{
    struct cidr one;

    while (next(&list, &one))
        if (one.prefix == wanted->prefix && !memcmp(one.addr, wanted->addr, sizeof one.addr))
            return true;
    return false;
}

// By now they may be another port's: only what leads to this one ends.
static void
routes_end(struct region *region, int link, take_fn *next, const char *before, const char *after)
{
    struct cidr one;

    while (next(&before, &one)) {
        struct cidr to = next == port_address ? region_alone(&one) : one;
        if (!port_is_private(&one) && !is_in(next, after, &one))
            netlink_route_end(&region->space.nl, &to, link, ERR_IGNORED);
    }
}

int
regions_readdress(struct regions *r, const struct fleet_node *before,
    const struct fleet_node *after, struct lct_err *err)
{
    struct region *region = map_get(&r->by_name, before->region);
    int code = LCT_OK;

    for (size_t i = 0; region && !code && i < FLEET_PORTS; i++) {
        const struct fleet_port *was = &before->ports[i], *is = &after->ports[i];
        char name[IFNAMSIZ];
        int link = (int)(intptr_t)map_get(&region->links, port_link(before->id, i, name));
        if (!link || !port_is_public(was) || !port_is_public(is))
            continue;
        routes_end(region, link, port_address, was->addresses, is->addresses);
        routes_end(region, link, port_network, was->routed, is->routed);
        routes_end(region, link, port_network, was->shared, is->shared);
        code = addresses_route(r, region, link, after->id, is, err);
    }
    return code;
}
