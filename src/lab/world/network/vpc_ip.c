// SPDX-License-Identifier: MIT
// Addresses in VPCs, as lists of them.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/network/network.h"

#include <arpa/inet.h>

// An interface's address, each range that is routed to it, and the ranges of NodeBalancers.
#define SELECT_IP                                                                                 \
    "SELECT a.address, a.address_range, s.vpc AS vpc_id, a.subnet AS subnet_id, v.region, "       \
    "a.linode AS linode_id, a.config AS config_id, a.interface AS interface_id, "                 \
    "a.balancer AS nodebalancer_id, NULL AS database_id, a.active AS \"active:bool\", "           \
    "a.nat AS nat_1_1 FROM (SELECT address, NULL AS address_range, subnet, linode, config, "      \
    "id AS interface, NULL AS balancer, active, nat FROM interface_state UNION ALL SELECT NULL, " \
    "r.value, subnet, linode, config, i.id, NULL, active, NULL FROM interface_state i, "          \
    "json_each(i.ranges) r UNION ALL SELECT NULL, ipv4_range, subnet, NULL, NULL, NULL, "         \
    "balancer, 1, NULL FROM balancer_vpc) a JOIN subnet s ON s.id = a.subnet "                    \
    "JOIN vpc v ON v.id = s.vpc WHERE ?1 IN (0, s.vpc) AND ?2 IN (0, a.linode) "                  \
    "ORDER BY a.interface IS NULL, a.interface, a.address_range"

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
