// SPDX-License-Identifier: MIT
// The network of the lab: each region is a network namespace that routes between the ports of its
// nodes and the core, which this process is in. Private networks end with their region: all regions
// give out the same addresses.
#ifndef LAB_NET_REGION_H
#define LAB_NET_REGION_H

#include "base/map.h"
#include "lab/net/netspace.h"
#include "lab/net/port.h"

struct regions {
    struct netlink core;
    struct map by_name; // struct region
    struct map owners;  // a network's router -> its region; one network lies in one region
};

int regions_init(struct regions *r, struct lct_err *err);
void regions_done(struct regions *r);
// Connects the node's port i to its region, which is made when it is not there yet; the node's end
// appears in the network namespace of pid as "eth0", "eth1" ... for each port.
int regions_plug(
    struct regions *r, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err);
// Loads nft's rules into the network of a region, which is made when it is not there yet.
int regions_filter(struct regions *r, const char *region, const char *rules, struct lct_err *err);
void regions_unplug(struct regions *r, const struct fleet_node *n, size_t i);

#endif
