// SPDX-License-Identifier: MIT
// What configurations of NodeBalancers may be.
#ifndef LAB_WORLD_BALANCER_CONFIG_H
#define LAB_WORLD_BALANCER_CONFIG_H

#include "lab/world/balancer/balancer.h"
#include "lab/world/balancer/certificate.h"

// Each member of the body by itself; words differ by the protocol of what it is to become.
bool config_fields_check(
    struct call *c, const struct doc *body, const char *prefix, const struct doc *wish);
// What it is to become, as a whole.
void config_sense_check(struct call *c, const char *prefix, const struct doc *wish);

#endif
