// SPDX-License-Identifier: MIT
// A port of a node: what its description says of it, and what the lab's side of it is called.
#ifndef LAB_NET_PORT_H
#define LAB_NET_PORT_H

#include <net/if.h>
#include <stddef.h>

#include "base/cidr.h"
#include "lab/fleet/fleet.h"
#include "lab/net/netlink.h"

// Takes the first of the addresses, with the size of its network: a lone one lies in a /24, or a
// /64. False: there is none, or it is no address (*rest is then not empty).
bool port_address(const char **rest, struct cidr *out);
// Of 192.168.128.0/17, which ends with its region.
bool port_is_private(const struct cidr *address);
// The node's first public address of the family.
bool port_public(const struct fleet_node *n, int family, struct cidr *out);

// The link to the node's port i (its eth0, eth1 ...), in the network namespace of the port's
// segment. It is the same at each boot; whatever passes it is to or from that port, and nothing
// else is. So `iifname "n10000001e0"` in a chain that forwards, of the family inet, is what the
// node sends, and `oifname` what it gets.
const char *port_link(int64_t node, size_t i, char out[static IFNAMSIZ]);

// Made from the public address, so that nobody holds a stale pair of the two after a reboot or when
// the next node gets the address; from the node's id where it has none.
void port_hardware(const struct fleet_node *n, size_t i, uint8_t out[static 6]);

// Within the node: addresses, and the way to all else, as Linode's Network Helper sets them.
int port_set_up(struct netlink *nl, size_t i, const struct fleet_port *p, struct lct_err *err);

#endif
