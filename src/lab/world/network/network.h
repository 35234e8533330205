// SPDX-License-Identifier: MIT
// VPCs, their subnets, and the addresses there.
#ifndef LAB_WORLD_NETWORK_NETWORK_H
#define LAB_WORLD_NETWORK_NETWORK_H

#include "base/cidr.h"
#include "lab/world/instance.h"
#include "lab/world/network.h"

// Of a Linode interface, of its number: what the API shows, and its port has.
#define NETWORK_HARDWARE "22:00:%02X:%02X:%02X:%02X"
#define NETWORK_HARDWARE_OF(id)                                                              \
    (unsigned)((id) >> 24 & 255), (unsigned)((id) >> 16 & 255), (unsigned)((id) >> 8 & 255), \
        (unsigned)((id)&255)

#define VPCS "vpcs"
#define VPC VPCS "/{}"

// Subnets, s, as the API shows them; followed by a condition.
#define SUBNET_SELECT                                                                            \
    "SELECT json_object('id', s.id, 'label', s.label, 'ipv4', s.ipv4, 'ipv6', NULL, 'linodes', " \
    "json((SELECT json_group_array(json_object('id', linode, 'interfaces', json(interfaces))) "  \
    "FROM (SELECT linode, json_group_array(json_object('id', id, 'active', json(iif(active, "    \
    "'true', 'false')), 'config_id', config)) AS interfaces FROM interface_state WHERE "         \
    "subnet = s.id GROUP BY linode))), 'databases', json_array(), 'nodebalancers', "             \
    "json((SELECT json_group_array(json_object('id', balancer, 'ipv4_range', ipv4_range)) "      \
    "FROM balancer_vpc WHERE subnet = s.id)), 'created', s.created, 'updated', s.updated) AS "   \
    "\"shown:json\" FROM subnet s WHERE "

// Of the call's first parameter; NULL: the call is refused.
struct doc *vpc_need(struct call *c);
struct doc *vpc_entity(struct lab *lab, struct arena *a, int64_t id);
// Letters, numbers and dashes, as VPCs and subnets are called.
bool vpc_label_check(struct call *c, const char *field, const char *label);

// ---- subnet.c

// Reads what a new VPC's body says of one ("subnets[0].") or what a new subnet's does (""): its
// label and range, which may not overlap with one of the VPC (0: it has none yet).
bool subnet_check(struct call *c, const struct doc *body, const char *prefix, int64_t vpc);
int64_t subnet_insert(struct call *c, int64_t vpc, const struct doc *body);
// The network of a subnet; false: there is none such.
bool subnet_network(struct lab *lab, int64_t id, struct cidr *out);

#endif
