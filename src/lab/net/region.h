// SPDX-License-Identifier: MIT
// A region's network: one bridge, and the gateways of the networks on it.
#ifndef LAB_NET_REGION_H
#define LAB_NET_REGION_H

#include "base/map.h"
#include "lab/fleet/fleet.h"
#include "lab/net/netlink.h"

struct regions {
    struct netlink nl;
    struct map by_name; // struct region
    struct map owners;  // a network's router -> its region; one network lies in one region
};

// Loopback, forwarding, and the rule that private networks never cross regions.
int regions_init(struct regions *r, struct lct_err *err);
void regions_done(struct regions *r);
// The bridge of the node's region, with gateways for its networks; made when not there yet.
// Yields its interface index, or a negative code.
int regions_bridge(struct regions *r, const struct fleet_node *n, struct lct_err *err);

// A node's address with the size of its network: a lone address lies in a /24, or a /64.
bool region_address(const char *text, struct cidr *out);

#endif
