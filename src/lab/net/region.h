// SPDX-License-Identifier: MIT
// The network of the lab: each region is a network namespace that routes between the ports of its
// nodes and the core, which this process is in. Private networks end with their region: all regions
// give out the same addresses.
#ifndef LAB_NET_REGION_H
#define LAB_NET_REGION_H

#include "base/map.h"
#include "lab/net/netspace.h"
#include "lab/net/port.h"
#include "lab/net/vpc.h"

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
// Loads nft's rules into the network that such a port is in, which is made when it is not there
// yet.
int regions_filter(struct regions *r, const char *region, const struct fleet_port *p,
    const char *rules, struct lct_err *err);
void regions_unplug(struct regions *r, const struct fleet_node *n, size_t i);
// What is routed to the public ports of a node that is connected becomes that of another
// description of it.
int regions_readdress(struct regions *r, const struct fleet_node *before,
    const struct fleet_node *after, struct lct_err *err);

// The network of a region, which is made when it is not there yet. What runs in it reaches the
// private network of this region, and no other.
int regions_space(
    struct regions *r, const char *name, const struct netspace **ret, struct lct_err *err);
// What nft marks so there is led to private addresses, and may come from them, whatever the other
// end is.
#define REGION_MARK_PRIVATE 1
// An address of what runs in the region, with the size of its network.
int regions_address_add(
    struct regions *r, const char *name, const struct cidr *address, struct lct_err *err);
int regions_address_drop(
    struct regions *r, const char *name, const struct cidr *address, struct lct_err *err);
// How it reaches a VPC of the region.
int regions_backend_add(
    struct regions *r, const char *name, const struct vpc_backend *b, struct lct_err *err);
int regions_backend_drop(
    struct regions *r, const char *name, const struct vpc_backend *b, struct lct_err *err);

#endif
