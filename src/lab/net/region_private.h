// SPDX-License-Identifier: MIT
// Between the files of region*.c.
#ifndef LAB_NET_REGION_PRIVATE_H
#define LAB_NET_REGION_PRIVATE_H

#include "lab/net/region.h"
#include "lab/net/vlan.h"
#include "lab/net/vpc.h"

struct region {
    struct netspace space;
    int uplink; // the core's end of the link to it
    struct vpcs vpcs;
    struct vlans vlans;
    struct map links; // of public ports: the link's name -> its index
};

#define RANGES_PREFIX 48 // of the network that holds all IPv6 ranges of a region
#define PRIVATE_TABLE 1  // of a region: routes to private addresses, for who has one himself

extern const struct cidr region_end6; // its end of the link to the core

// The region, which is made when it is not there yet.
int region_ensure(struct regions *r, const char *name, struct region **ret, struct lct_err *err);
// The core knows that the address's network is in the region.
int region_network(
    struct regions *r, struct region *region, const struct cidr *address, struct lct_err *err);
// The address without its network.
struct cidr region_alone(const struct cidr *address);

#endif
