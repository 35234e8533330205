// SPDX-License-Identifier: MIT
// NodeBalancers made true: what the world says of them is told to a HAProxy and to nft, for each
// region by itself, and how their nodes are is written down.
#ifndef LAB_WORLD_BALANCER_WORK_H
#define LAB_WORLD_BALANCER_WORK_H

#include "lab/lab.h"

// With nodes. Without HAProxy nothing is balanced, and the log says so once.
void balancing_start(struct lab *lab);
void balancing_stop(struct lab *lab);

#endif
