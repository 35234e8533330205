// SPDX-License-Identifier: MIT
// NodeBalancers that reach their nodes in a subnet of a VPC.
#ifndef STEP_BALANCER_WITHIN_H
#define STEP_BALANCER_WITHIN_H

#include "step/world.h"

const char *balancer_subnet(const struct holding *h); // its id, once it is there; NULL: in none

// balancer.create: the subnet is there by now.
void within_create(struct step *s);
// What an earlier try made is ours only where it is within that subnet, with that range: lists do
// not tell it, and nothing changes it.
void within_adopt(struct step *s);

#endif
