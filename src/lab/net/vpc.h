// SPDX-License-Identifier: MIT
// VPCs of a region: each a network namespace that routes between the subnets of one VPC. Only an
// address that a public one stands for (1:1 NAT) gets out to the region, and is reached from there;
// NodeBalancers of the region reach all.
#ifndef LAB_NET_VPC_H
#define LAB_NET_VPC_H

#include "base/map.h"
#include "lab/net/netspace.h"
#include "lab/net/port.h"

struct vpcs {
    struct map by_id; // struct vpc
};

// How what runs in the region, a NodeBalancer, reaches the VPC.
struct vpc_backend {
    const char *vpc;
    struct cidr source; // its address in the region, which no other has
    struct cidr
        range; // what the VPC knows it by; rules of the region's make one of it of the source
};

void vpcs_done(struct vpcs *v);
// region: what such an address is reached through.
int vpcs_plug(struct vpcs *v, struct netspace *region, const struct fleet_node *n, size_t i,
    pid_t pid, struct lct_err *err);
// Loads nft's rules into the VPC, which is made when it is not there yet.
int vpcs_filter(struct vpcs *v, struct netspace *region, const char *id, const char *rules,
    struct lct_err *err);
int vpcs_backend_add(
    struct vpcs *v, struct netspace *region, const struct vpc_backend *b, struct lct_err *err);
int vpcs_backend_drop(
    struct vpcs *v, struct netspace *region, const struct vpc_backend *b, struct lct_err *err);
void vpcs_unplug(struct vpcs *v, struct netspace *region, const struct fleet_node *n, size_t i);

#endif
