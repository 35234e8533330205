// SPDX-License-Identifier: MIT
// NodeBalancers in the world: each has configurations, one a port, and each of these nodes.
#ifndef LAB_WORLD_BALANCER_BALANCER_H
#define LAB_WORLD_BALANCER_BALANCER_H

#include "lab/world/balancer.h"
#include "lab/world/noun.h"

#define BALANCER_CONFIGS BALANCER "/configs"
#define BALANCER_CONFIG BALANCER_CONFIGS "/{}"
#define BALANCER_NODES BALANCER_CONFIG "/nodes"
#define BALANCER_NODE BALANCER_NODES "/{}"

#define BALANCER_HOSTNAME \
    "'nb-' || replace(ipv4, '.', '-') || '.' || region || '.nodebalancer.linode.com'"

// The address by which HAProxy is told apart in the region, of a row `v` of balancer_vpc: rules
// make it the first of the range on the way to the VPC.
#define BALANCER_SOURCE "'169.254.' || (64 + ((v.id >> 8) & 63)) || '.' || (v.id & 255)"

// Puts a new NodeBalancer of the region into the VPC that its body names.
void balancer_vpcs_make(
    struct call *c, int64_t balancer, const char *region, const struct doc *vpcs);

// Something of it has been changed: an event of its own.
void balancer_changed(struct call *c, const char *action, int64_t id);

// The configuration of the call's second parameter, of the NodeBalancer of its first one; NULL: the
// call is refused.
struct doc *balancer_config_need(struct call *c);
// Those of a new NodeBalancer.
void balancer_configs_make(struct call *c, int64_t balancer, const struct doc *configs);

// A configuration's nodes become these: those with an id are changed, the others made, and what is
// not among them goes. False: the call is refused. prefix: of the names of fields.
bool balancer_nodes_replace(
    struct call *c, int64_t config, const struct doc *nodes, const char *prefix);

#endif
