// SPDX-License-Identifier: MIT
// The NodeBalancers of a region as the supervisor sees them: addresses, rules of nft, and a HAProxy
// in the network namespace of the region, which is started again when it ends by itself.
#ifndef LAB_BALANCE_PROXY_H
#define LAB_BALANCE_PROXY_H

#include "lab/fleet/supervisor.h"

// All of a region's from now on; answered at once.
void proxy_handle(struct supervisor *s, const struct wire *request);
// The process ended; yields false when it is none of these.
bool proxy_reap(struct supervisor *s, pid_t pid);
// The public address of the NodeBalancer with that name; false: none has it.
bool proxy_address(const struct supervisor *s, const char *hostname, struct cidr *out);

#endif
