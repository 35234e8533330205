// SPDX-License-Identifier: MIT
// NodeBalancers, as other nouns see them.
#ifndef LAB_WORLD_BALANCER_H
#define LAB_WORLD_BALANCER_H

#include "lab/world/noun.h"

#define BALANCERS "nodebalancers"
#define BALANCER BALANCERS "/{}"

// As the API shows it; NULL: there is none such.
struct doc *balancer_find(struct lab *lab, struct arena *a, int64_t id);
// The one of the call's first parameter; NULL: the call is refused.
struct doc *balancer_need(struct call *c);
// What is balanced in the region has changed: its HAProxy is told soon.
void balancing_touch(struct lab *lab, const char *region);

#endif
