// SPDX-License-Identifier: MIT
// The network of the lab: a region, and the core, which all regions are connected to.
#include "lab/net/region.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/mem.h"
#include "lab/net/region_private.h"

// The region's end of that link; ports have numbers from 100.
#define UPLINK 99
#define LOOPBACK 1 // in each namespace

// The ends of the link between the core and a region. The core's is also every node's gateway.
static const struct cidr core_end4 = { AF_INET, { 169, 254, 0, 1 }, 32 };
static const struct cidr region_end4 = { AF_INET, { 169, 254, 0, 2 }, 32 };
static const struct cidr core_end6 = { AF_INET6, { 0xfe, 0x80, [15] = 1 }, 64 };
const struct cidr region_end6 = { AF_INET6, { 0xfe, 0x80, [15] = 2 }, 64 };

// What comes from a port has the address of that port: of IPv4 the kernel sees to it (rp_filter).
static const char own_sources[] =
    "table inet ports {\n"
    "  chain own {\n"
    "    type filter hook prerouting priority raw;\n"
    "    ip6 saddr != { ::, fe80::/10 } fib saddr . iif oif missing drop\n"
    "  }\n"
    "}\n";

static int
unreachable(struct netlink *nl, const char *network, uint8_t table, struct lct_err *err)
{
    struct netlink_route route = { .table = table };

    if (!cidr_parse(network, true, &route.to))
        return lct_fail(err, LCT_EUSAGE, "%s is no network", network);
    return netlink_route(nl, &route, err);
}

int
regions_init(struct regions *r, struct lct_err *err)
{
    int code = netlink_open(&r->core, err);

    if (!code)
        code = netspace_route_here(err);
    if (!code)
        code = netlink_up(&r->core, "lo", err);
    return code ? code : unreachable(&r->core, FLEET_PRIVATE, 0, err);
}

static void
region_free(struct region *region)
{
    vpcs_done(&region->vpcs);
    vlans_done(&region->vlans);
    map_done(&region->links);
    netspace_close(&region->space);
    free(region);
}

void
regions_done(struct regions *r)
{
    map_each (it, &r->by_name)
        region_free(it->value);
    map_done(&r->by_name);
    map_done(&r->owners);
    netlink_close(&r->core);
}

// ---- a region and the core

static int
uplink_make(struct regions *r, struct region *region, struct lct_err *err)
{
    char name[IFNAMSIZ];
    struct netlink *inside = &region->space.nl;
    int code;

    snprintf(name, sizeof name, "region%zu", r->by_name.n);
    code = netlink_pair(&r->core, name, NULL,
        &(struct netlink_end){ .name = "core", .space = region->space.fd, .index = UPLINK },
        &region->uplink, err);
    if (!code)
        code = netlink_up(inside, "core", err);
    if (!code)
        code = netlink_address(&r->core, region->uplink, &core_end4, err);
    if (!code)
        code = netlink_address(&r->core, region->uplink, &core_end6, err);
    if (!code)
        code = netlink_address(inside, UPLINK, &region_end4, err);
    if (!code)
        code = netlink_address(inside, UPLINK, &region_end6, err);
    return code;
}

static int
beyond(struct region *region, const struct cidr *to, const struct cidr *via, struct lct_err *err)
{
    return netlink_route(&region->space.nl,
        &(struct netlink_route){ .to = *to, .link = UPLINK, .via = via, .onlink = true }, err);
}

static int
routes_make(struct region *region, struct lct_err *err)
{
    static const struct cidr everywhere4 = { .family = AF_INET }, everywhere6 = { AF_INET6 };
    struct netlink *inside = &region->space.nl;
    struct cidr private;
    int code = beyond(region, &everywhere4, &core_end4, err);

    if (!code)
        code = beyond(region, &everywhere6, &core_end6, err);
    if (!code)
        code = unreachable(inside, FLEET_PRIVATE, 0, err);
    if (!code)
        code = unreachable(inside, FLEET_PRIVATE, PRIVATE_TABLE, err);
    if (!code && cidr_parse(FLEET_PRIVATE, false, &private))
        code = netlink_rule(inside, &private, PRIVATE_TABLE, err);
    return code ? code : netlink_rule_marked(inside, REGION_MARK_PRIVATE, PRIVATE_TABLE, err);
}

static int
region_make(struct regions *r, const char *name, struct region **ret, struct lct_err *err)
{
    struct region *region = NEW(struct region);
    int code = netspace_make(&region->space, err);

    if (!code)
        code = uplink_make(r, region, err);
    if (!code)
        code = routes_make(region, err);
    if (!code)
        code = netspace_rules(&region->space, own_sources, err);
    if (code) {
        region_free(region);
        return code;
    }
    map_put(&r->by_name, name, region);
    *ret = region;
    return LCT_OK;
}

// ---- its networks

struct cidr
region_alone(const struct cidr *address)
{
    struct cidr c = *address;

    c.prefix = c.family == AF_INET ? 32 : 128;
    return c;
}

// The core has the first address of the network, and knows that all others are in the region;
// there, each is where its port is, or nowhere.
static int
network_open(
    struct regions *r, struct region *region, const struct cidr *gateway, struct lct_err *err)
{
    bool four = gateway->family == AF_INET;
    struct cidr lone = region_alone(gateway);
    int code = netlink_address(&r->core, region->uplink, &lone, err);
    if (!code)
        code = netlink_route(&r->core,
            &(struct netlink_route){ .to = *gateway,
                .link = region->uplink,
                .via = four ? &region_end4 : &region_end6,
                .source = four ? &lone : NULL,
                .onlink = true },
            err);
    if (!code)
        code = beyond(region, &lone, four ? &core_end4 : &core_end6, err);
    if (!code)
        code = netlink_route(&region->space.nl, &(struct netlink_route){ .to = *gateway }, err);
    return code;
}

int
region_network(
    struct regions *r, struct region *region, const struct cidr *address, struct lct_err *err)
{
    struct cidr gateway = cidr_nth(address, 1);
    char text[CIDR_TEXT], shown[CIDR_TEXT];
    struct region *owner;
    int code;

    cidr_text(address, shown);
    if (memcmp(gateway.addr, address->addr, sizeof gateway.addr) == 0)
        return lct_fail(err, LCT_EUSAGE, "%s is the router's address", shown);
    owner = map_get(&r->owners, cidr_text(&gateway, text));
    if (owner && owner != region)
        return lct_fail(err, LCT_EUSAGE, "the network of %s belongs to another region", shown);
    if (owner)
        return LCT_OK;
    code = network_open(r, region, &gateway, err);
    if (!code)
        map_put(&r->owners, text, region);
    return code;
}

// ---- all of them

int
region_ensure(struct regions *r, const char *name, struct region **ret, struct lct_err *err)
{
    *ret = map_get(&r->by_name, name);
    return *ret ? LCT_OK : region_make(r, name, ret, err);
}

// ---- what runs in a region

int
regions_space(struct regions *r, const char *name, const struct netspace **ret, struct lct_err *err)
{
    struct region *region;
    int code = region_ensure(r, name, &region, err);

    if (!code)
        *ret = &region->space;
    return code;
}

int
regions_address_add(
    struct regions *r, const char *name, const struct cidr *address, struct lct_err *err)
{
    struct cidr own = region_alone(address);
    struct region *region;
    int code = region_ensure(r, name, &region, err);

    if (!code && !port_is_private(address))
        code = region_network(r, region, address, err);
    return code ? code : netlink_address(&region->space.nl, LOOPBACK, &own, err);
}

int
regions_address_drop(
    struct regions *r, const char *name, const struct cidr *address, struct lct_err *err)
{
    struct cidr own = region_alone(address);
    struct region *region = map_get(&r->by_name, name);

    return region ? netlink_address_drop(&region->space.nl, LOOPBACK, &own, err) : LCT_OK;
}

int
regions_backend_add(
    struct regions *r, const char *name, const struct vpc_backend *b, struct lct_err *err)
{
    struct region *region;
    int code = region_ensure(r, name, &region, err);

    return code ? code : vpcs_backend_add(&region->vpcs, &region->space, b, err);
}

int
regions_backend_drop(
    struct regions *r, const char *name, const struct vpc_backend *b, struct lct_err *err)
{
    struct region *region = map_get(&r->by_name, name);

    return region ? vpcs_backend_drop(&region->vpcs, &region->space, b, err) : LCT_OK;
}

int
regions_filter(struct regions *r, const char *name, const struct fleet_port *p, const char *rules,
    struct lct_err *err)
{
    const char *vpc = port_segment(p, "vpc");
    struct region *region;
    int code = region_ensure(r, name, &region, err);

    if (code)
        return code;
    return vpc ? vpcs_filter(&region->vpcs, &region->space, vpc, rules, err)
               : netspace_rules(&region->space, rules, err);
}
