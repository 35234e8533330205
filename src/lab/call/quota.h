// SPDX-License-Identifier: MIT
// How many of each an account may have, as a test wants it.
#ifndef LAB_CALL_QUOTA_H
#define LAB_CALL_QUOTA_H

#include "lab/call/call.h"

#define QUOTA_NONE INT64_MAX

enum quota {
    QUOTA_LINODES,
    QUOTA_VOLUMES,
    QUOTA_BALANCERS,
    QUOTA_FIREWALLS,
    QUOTA_VPCS,
    QUOTA_SUBNETS, // of one VPC
    QUOTA_PLACEMENT_GROUPS,
    N_QUOTAS,
};

// {"volumes": 2, "subnets": 1}: takes the place of what was set before. Yields what is wrong with
// it, or NULL.
const char *quota_set(struct lab *lab, const struct doc *body);

// Refused where the account has as many as was set; usual: what holds where nothing was.
void quota_check(struct call *c, enum quota q, int64_t has, int64_t usual);

#endif
