// SPDX-License-Identifier: MIT
// VPCs of a region: routers of their own, and 1:1 NAT.
#include "lab/net/vpc.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/err.h"
#include "base/mem.h"

struct vpc {
    struct netspace space;
    int downlink;       // the region's end of the link to it
    struct map routers; // addresses that it has
};

#define UPLINK 99 // the VPC's end of that link
#define LO 1
#define TABLES \
    1000 // of the region: routes to a VPC, for its NodeBalancers; behind it the link's number

// Who has a public address reaches those of others, here and beyond, and comes by his own. What is
// left for the VPC itself is what nobody here may ask. NodeBalancers are answered, and not asked.
static const char rules[] =
    "table ip vpc {\n"
    "  set inside { type ipv4_addr; }\n"
    "  set backends { type ipv4_addr; flags interval; }\n"
    "  map public { type ipv4_addr : ipv4_addr; }\n"
    "  map private { type ipv4_addr : ipv4_addr; }\n"
    "  chain in {\n"
    "    type nat hook prerouting priority dstnat;\n"
    "    iifname \"region\" dnat to ip daddr map @private\n"
    "    ip saddr @inside dnat to ip daddr map @private\n"
    "  }\n"
    "  chain out {\n"
    "    type nat hook postrouting priority srcnat;\n"
    "    oifname \"region\" snat to ip saddr map @public\n"
    "    ct status dnat ip saddr @inside snat to ip saddr map @public\n"
    "  }\n"
    "  chain own {\n"
    "    type filter hook input priority filter;\n"
    "    ip daddr " FLEET_PUBLIC " reject with icmp type admin-prohibited\n"
    "  }\n"
    "  chain pass {\n"
    "    type filter hook forward priority filter;\n"
    "    oifname \"region\" ip daddr @backends ct direction reply accept\n"
    "    oifname \"region\" ip saddr != @inside reject with icmp type admin-prohibited\n"
    "  }\n"
    "}\n";

static void
vpc_free(struct vpc *vpc)
{
    map_done(&vpc->routers);
    netspace_close(&vpc->space);
    free(vpc);
}

void
vpcs_done(struct vpcs *v)
{
    map_each (it, &v->by_id)
        vpc_free(it->value);
    map_done(&v->by_id);
}

// Each end answers for all that is beyond it. The region knows no way to addresses of a VPC, so
// what comes from there may have any; the VPC's own rules say who gets out. For that the kernel
// wants an address of the link: it is the same everywhere, and nobody asks for it.
static int
loosen(struct netspace *region, int link, struct lct_err *err)
{
    static const struct cidr own = { AF_INET, { 169, 254, 0, 2 }, 32 };
    int code = netlink_address(&region->nl, link, &own, err);

    return code ? code : netlink_loose(&region->nl, link, err);
}

static int
uplink_make(struct vpc *vpc, struct netspace *region, const char *id, struct lct_err *err)
{
    static const struct cidr everywhere = { .family = AF_INET };
    struct netlink *inside = &vpc->space.nl;
    char name[IFNAMSIZ];
    int code;

    snprintf(name, sizeof name, "vpc%.11s", id);
    code = netlink_pair(&region->nl, name, NULL,
        &(struct netlink_end){ .name = "region", .space = vpc->space.fd, .index = UPLINK },
        &vpc->downlink, err);
    if (!code)
        code = netlink_up(inside, "region", err);
    if (!code)
        code = netlink_proxy_at_once(&region->nl, vpc->downlink, err);
    if (!code)
        code = netlink_proxy_at_once(inside, UPLINK, err);
    if (!code)
        code = loosen(region, vpc->downlink, err);
    if (!code)
        code =
            netlink_route(inside, &(struct netlink_route){ .to = everywhere, .link = UPLINK }, err);
    return code;
}

static int
vpc_make(
    struct vpcs *v, struct netspace *region, const char *id, struct vpc **ret, struct lct_err *err)
{
    struct vpc *vpc = NEW(struct vpc);
    int code = netspace_make(&vpc->space, err);

    if (!code)
        code = uplink_make(vpc, region, id, err);
    if (!code)
        code = netspace_rules(&vpc->space, rules, err);
    if (code) {
        vpc_free(vpc);
        return code;
    }
    map_put(&v->by_id, id, vpc);
    *ret = vpc;
    return LCT_OK;
}

static int
vpc_ensure(
    struct vpcs *v, struct netspace *region, const char *id, struct vpc **ret, struct lct_err *err)
{
    *ret = map_get(&v->by_id, id);
    return *ret ? LCT_OK : vpc_make(v, region, id, ret, err);
}

// An address of the VPC's own, there from now on: what is sent to it, or asked for it, is answered.
static int
own_address(struct vpc *vpc, struct cidr address, struct lct_err *err)
{
    char text[CIDR_TEXT];
    int code;

    address.prefix = 32;
    if (map_get(&vpc->routers, cidr_text(&address, text)))
        return LCT_OK;
    code = netlink_address(&vpc->space.nl, LO, &address, err);
    if (!code)
        map_put(&vpc->routers, text, vpc);
    return code;
}

// The first address of the subnet is the router's; of the others there are those that have a port.
static int
subnet_route(struct vpc *vpc, int link, const struct cidr *address, struct lct_err *err)
{
    struct netlink *inside = &vpc->space.nl;
    struct cidr lone = *address;
    int code = own_address(vpc, cidr_nth(address, 1), err);

    lone.prefix = 32;
    if (!code)
        code = netlink_route(inside, &(struct netlink_route){ .to = *address }, err);
    return code ? code
                : netlink_route(inside, &(struct netlink_route){ .to = lone, .link = link }, err);
}

// ---- 1:1 NAT

static bool
nat_of(const struct fleet_port *p, char private[static CIDR_TEXT], char public[static CIDR_TEXT],
    struct cidr *out)
{
    const char *nat = p->nat, *rest = p->addresses;
    struct cidr inner;

    if (!port_network(&nat, out) || !port_network(&rest, &inner))
        return false;
    out->prefix = inner.prefix = 32;
    cidr_text(out, public);
    cidr_text(&inner, private);
    return true;
}

static int
nat_change(
    struct vpc *vpc, const char *verb, const char *private, const char *public, struct lct_err *err)
{
    bool add = strcmp(verb, "add") == 0;
    _own_(free) char *text = mem_printf("%s element ip vpc inside { %s }\n"
                                        "%s element ip vpc public { %s%s%s }\n"
                                        "%s element ip vpc private { %s%s%s }\n",
        verb, private, verb, private, add ? " : " : "", add ? public : "", verb, public,
        add ? " : " : "", add ? private : "");

    return netspace_rules(&vpc->space, text, err);
}

static int
nat_begin(struct vpc *vpc, struct netspace *region, const struct fleet_port *p, struct lct_err *err)
{
    char private[CIDR_TEXT], public[CIDR_TEXT];
    struct cidr address;
    int code;

    if (!nat_of(p, private, public, &address))
        return LCT_OK;
    code = own_address(vpc, address, err);
    if (!code)
        code = nat_change(vpc, "add", private, public, err);
    return code ? code
                : netlink_route(&region->nl,
                      &(struct netlink_route){ .to = address, .link = vpc->downlink }, err);
}

static void
nat_end(struct vpc *vpc, struct netspace *region, const struct fleet_port *p)
{
    char private[CIDR_TEXT], public[CIDR_TEXT];
    struct cidr address;

    if (!nat_of(p, private, public, &address))
        return;
    nat_change(vpc, "delete", private, public, ERR_IGNORED);
    netlink_route_end(&region->nl, &address, 0, ERR_IGNORED);
}

// ---- ports

int
vpcs_plug(struct vpcs *v, struct netspace *region, const struct fleet_node *n, size_t i, pid_t pid,
    struct lct_err *err)
{
    const struct fleet_port *p = &n->ports[i];
    const char *id = port_segment(p, "vpc"), *rest = p->addresses;
    struct vpc *vpc;
    struct cidr one;
    int link, code = vpc_ensure(v, region, id, &vpc, err);

    if (code)
        return code;
    link = port_plug_routed(&vpc->space.nl, n, i, pid, err);
    code = link < 0 ? link : LCT_OK;
    while (!code && port_address(&rest, &one))
        code = subnet_route(vpc, link, &one, err);
    if (!code)
        code = port_route(&vpc->space.nl, link, p, p->routed, 0, err);
    return code ? code : nat_begin(vpc, region, p, err);
}

void
vpcs_unplug(struct vpcs *v, struct netspace *region, const struct fleet_node *n, size_t i)
{
    struct vpc *vpc = map_get(&v->by_id, port_segment(&n->ports[i], "vpc"));
    char name[IFNAMSIZ];

    if (!vpc)
        return;
    nat_end(vpc, region, &n->ports[i]);
    netlink_remove(&vpc->space.nl, port_link(n->id, i, name), ERR_IGNORED);
}

int
vpcs_filter(
    struct vpcs *v, struct netspace *region, const char *id, const char *more, struct lct_err *err)
{
    struct vpc *vpc;
    int code = vpc_ensure(v, region, id, &vpc, err);

    return code ? code : netspace_rules(&vpc->space, more, err);
}

// ---- NodeBalancers

static int
backend_change(
    const struct vpc *vpc, const char *verb, const struct cidr *range, struct lct_err *err)
{
    char text[CIDR_TEXT];
    _own_(free) char *change =
        mem_printf("%s element ip vpc backends { %s }\n", verb, cidr_text(range, text));

    return netspace_rules(&vpc->space, change, err);
}

static uint32_t
table_of(const struct vpc *vpc)
{
    return TABLES + (uint32_t)vpc->downlink;
}

int
vpcs_backend_add(
    struct vpcs *v, struct netspace *region, const struct vpc_backend *b, struct lct_err *err)
{
    static const struct cidr everywhere = { .family = AF_INET };
    struct vpc *vpc;
    int code = vpc_ensure(v, region, b->vpc, &vpc, err);

    if (!code)
        code = netlink_address(&region->nl, LO, &b->source, err);
    if (!code)
        code = netlink_route(&region->nl,
            &(struct netlink_route){
                .to = everywhere, .link = vpc->downlink, .table = table_of(vpc) },
            err);
    if (!code)
        code = netlink_rule(&region->nl, &b->source, table_of(vpc), err);
    if (!code)
        code = netlink_route(
            &vpc->space.nl, &(struct netlink_route){ .to = b->range, .link = UPLINK }, err);
    return code ? code : backend_change(vpc, "add", &b->range, err);
}

int
vpcs_backend_drop(
    struct vpcs *v, struct netspace *region, const struct vpc_backend *b, struct lct_err *err)
{
    struct vpc *vpc = map_get(&v->by_id, b->vpc);
    int code = vpc ? backend_change(vpc, "delete", &b->range, err) : LCT_OK;

    if (!vpc)
        return LCT_OK;
    if (!code)
        code = netlink_route_end(&vpc->space.nl, &b->range, 0, err);
    if (!code)
        code = netlink_rule_end(&region->nl, &b->source, table_of(vpc), err);
    return code ? code : netlink_address_drop(&region->nl, LO, &b->source, err);
}
