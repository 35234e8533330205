// SPDX-License-Identifier: MIT
// Addresses in VPCs, as lists of them.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/network/network.h"

#include <arpa/inet.h>

// An interface's address, and each range that is routed to it.
#define SELECT_IP                                                                                \
    "SELECT a.address, a.address_range, s.vpc AS vpc_id, i.subnet AS subnet_id, v.region, "      \
    "i.linode AS linode_id, i.config AS config_id, i.id AS interface_id, NULL AS "               \
    "nodebalancer_id, "                                                                          \
    "NULL AS database_id, i.active AS \"active:bool\", a.nat AS nat_1_1 FROM interface_state i " \
    "JOIN subnet s ON s.id = i.subnet JOIN vpc v ON v.id = s.vpc JOIN (SELECT id, address, "     \
    "NULL AS address_range, nat FROM interface UNION ALL SELECT o.id, NULL, r.value, NULL "      \
    "FROM interface o, json_each(o.ranges) r) a ON a.id = i.id WHERE ?1 IN (0, s.vpc) AND "      \
    "?2 IN (0, i.linode) ORDER BY i.id, a.address_range"

static void
network_show(struct call *c, struct doc *row)
{
    char text[INET_ADDRSTRLEN];
    struct cidr network;
    struct in_addr in;

    if (!subnet_network(c->lab, doc_get_int(row, "subnet_id", 0), &network))
        return;
    in.s_addr = htonl(network.prefix ? ~0u << (32 - network.prefix) : 0);
    doc_put_int(c->arena, row, "prefix", network.prefix);
    doc_put_string(c->arena, row, "subnet_mask", inet_ntop(AF_INET, &in, text, sizeof text));
    network.addr[3] |= 1;
    doc_put_string(c->arena, row, "gateway", inet_ntop(AF_INET, network.addr, text, sizeof text));
}

struct doc *
network_vpc_ips(struct call *c, int64_t vpc, int64_t linode)
{
    struct doc *rows = world_list(&c->lab->world, c->arena, SELECT_IP, "ii", vpc, linode);

    for (size_t i = 0; i < doc_count(rows); i++)
        network_show(c, rows->items[i]);
    return rows;
}

static const char *const fields[] = { "active", "config_id", "linode_id", "region", "vpc_id",
    NULL };

static void
all_list(struct call *c)
{
    page_answer(c, network_vpc_ips(c, 0, 0), fields);
}

static void
vpc_list(struct call *c)
{
    if (vpc_need(c))
        page_answer(c, network_vpc_ips(c, call_id(c, 0), 0), fields);
}

// No VPC of the lab has IPv6.
static void
ipv6_list(struct call *c)
{
    if (!c->params[0] || vpc_need(c))
        page_answer(c, doc_list(c->arena), fields);
}

static const struct route routes[] = {
    { "GET", VPCS "/ips", READ("ips"), RATE_LIST, false, all_list },
    { "GET", VPC "/ips", READ("ips"), RATE_LIST, false, vpc_list },
    { "GET", VPCS "/ipv6s", READ("vpc"), RATE_LIST, false, ipv6_list },
    { "GET", VPC "/ipv6s", READ("vpc"), RATE_LIST, false, ipv6_list },
    { 0 },
};

const struct noun vpc_ip_noun = { .routes = routes };
