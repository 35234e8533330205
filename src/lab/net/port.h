// SPDX-License-Identifier: MIT
// A port of a node: what its description says of it, and what the lab's side of it is called.
#ifndef LAB_NET_PORT_H
#define LAB_NET_PORT_H

#include <net/if.h>
#include <stddef.h>

#include "base/cidr.h"
#include "lab/fleet/fleet.h"
#include "lab/net/netlink.h"

// Takes the first of the networks. False: there is none, or it is none (*rest is then not empty).
bool port_network(const char **rest, struct cidr *out);
// The same of addresses, with the size of their network: a lone one lies in a /24, or a /64.
bool port_address(const char **rest, struct cidr *out);
// Of 192.168.128.0/17, which ends with its region.
bool port_is_private(const struct cidr *address);
bool port_is_public(const struct fleet_port *p);
// What follows the word ("vpc", "vlan") in the name of its network; NULL: it is of another kind.
const char *port_segment(const struct fleet_port *p, const char *word);
// The node's first public address of the family, or what stands for it beyond its VPC.
bool port_public(const struct fleet_node *n, int family, struct cidr *out);

// The link to the node's port i (its eth0, eth1 ...), in the network namespace of the port's
// segment. It is the same at each boot; whatever passes it is to or from that port, and nothing
// else is. So `iifname "n10000001e0"` in a chain that forwards, of the family inet, is what the
// node sends, and `oifname` what it gets. Nothing is forwarded within a VLAN.
const char *port_link(int64_t node, size_t i, char out[static IFNAMSIZ]);

// As it is told, or made from the public address, so that nobody holds a stale pair of the two
// after a reboot or when the next node gets the address; from the node's id where it has none.
void port_hardware(const struct fleet_node *n, size_t i, uint8_t out[static 6]);

// A pair of links, the lab's end in this namespace, the node's in that of pid. Yields the lab's
// index, or a negative code.
int port_plug(
    struct netlink *nl, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err);
// The same as a link between networks that are routed: it answers for all that is beyond it.
int port_plug_routed(
    struct netlink *nl, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err);

// These networks are behind its first address; metric: 0, or how far behind others.
int port_route(struct netlink *nl, int link, const struct fleet_port *p, const char *networks,
    uint32_t metric, struct lct_err *err);

// Within the node: addresses, and the way to all else, as Linode's Network Helper sets them.
int port_set_up(struct netlink *nl, size_t i, const struct fleet_port *p, struct lct_err *err);

#endif
