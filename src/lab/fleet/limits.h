// SPDX-License-Identifier: MIT
// What this machine must offer before nodes are started, and what may be raised for them.
#ifndef LAB_FLEET_LIMITS_H
#define LAB_FLEET_LIMITS_H

#include "lab/fleet/fleet.h"

// A failure names the limit and the remedy. *held: a descriptor by which the labs of this machine
// know of each other; to be given back.
int limits_check(const struct fleet_conf *conf, int *held, struct lct_err *err);
// The last lab to leave puts back what was raised.
void limits_leave(int held);

#endif
