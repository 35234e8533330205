// SPDX-License-Identifier: MIT
// Networks of Linodes, as other nouns see them.
#ifndef LAB_WORLD_NETWORK_H
#define LAB_WORLD_NETWORK_H

#include "lab/call/call.h"

// Interfaces of configurations, i, as the API shows them; followed by a condition.
#define NETWORK_SELECT_INTERFACE                                                               \
    "SELECT json_object('id', i.id, 'purpose', i.purpose, 'primary', json(iif(i.\"primary\", " \
    "'true', 'false')), 'active', json(iif(i.active, 'true', 'false')), 'ipam_address', "      \
    "i.ipam_address, 'label', i.label, 'vpc_id', s.vpc, 'subnet_id', i.subnet, 'ipv4', "       \
    "json(iif(i.subnet IS NULL, 'null', json_object('vpc', i.address, 'nat_1_1', i.nat))), "   \
    "'ip_ranges', json(iif(i.subnet IS NULL, 'null', i.ranges)), 'ipv6', NULL) AS shown "      \
    "FROM interface_state i LEFT JOIN subnet s ON s.id = i.subnet WHERE "

// Of a row of `config`: its interfaces in their order.
#define NETWORK_OF_CONFIG                                                   \
    "(SELECT json_group_array(json(shown)) FROM (" NETWORK_SELECT_INTERFACE \
    "i.config = config.id ORDER BY i.position, i.id)) AS \"interfaces:json\""

// Makes these the interfaces of the configuration, which is there; the call is refused where they
// cannot be. What the API shows of one is such a body, too. NULL: nothing is said of them.
void network_config_set(
    struct call *c, int64_t linode, int64_t config, const struct doc *interfaces);

// The interfaces of the configuration that the Linode boots, as the API shows them; NULL: none.
const struct doc *network_of_default(struct call *c, int64_t linode);

// Of a new Linode's body: whether its interfaces are its own (`interface_generation`), as the
// account allows it.
bool network_generation_read(struct call *c);
// Makes these the interfaces of a new Linode that has its own; where none is named it is on the
// Internet.
void network_linode_set(
    struct call *c, int64_t linode, const char *region, const struct doc *interfaces);

// The configuration `to` of the Linode, which is there, gets interfaces as `from` has them, with
// addresses of its own; the call is refused where they cannot be.
void network_clone_config(struct call *c, int64_t from, int64_t linode, int64_t to);
// What a new Linode's body says of interfaces that are as this one's own; none: it has none.
struct doc *network_clone_linode(struct call *c, int64_t linode);

// Addresses in VPCs, as the API shows them: of a VPC, of a Linode (0: of all).
struct doc *network_vpc_ips(struct call *c, int64_t vpc, int64_t linode);

// The range of a subnet that a NodeBalancer of the region is to have, as its body's `vpcs` says
// ("vpcs[0]."); NULL: refused.
const char *network_range_take(
    struct call *c, const char *prefix, const char *region, const struct doc *wish);
// Is the address one of the subnet's?
bool network_has(struct lab *lab, int64_t subnet, const char *address);

// The ports of the Linode's node, as it is booted with its configuration.
void network_ports(struct lab *lab, struct arena *a, int64_t linode, struct fleet_port *out);
// Its addresses changed: the lab's network knows at once, the node when it is booted again.
void network_readdress(struct lab *lab, int64_t linode);

#endif
