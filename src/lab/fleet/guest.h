// SPDX-License-Identifier: MIT
// A node as the supervisor sees it: off, starting, running, stopping.
#ifndef LAB_FLEET_GUEST_H
#define LAB_FLEET_GUEST_H

#include "lab/fleet/supervisor.h"

struct guest;

// Carries the request out; it is answered once, now or later.
void guest_handle(struct supervisor *s, const struct wire *request);
// The process ended; yields false when it is no node's init.
bool guest_reap(struct supervisor *s, pid_t pid, int status);
// Something was written to a block device of a node: of the supervisor's watch.
void guest_devices_written(void *user, int events);
// The public address of the node with that host name.
bool guest_address(const struct supervisor *s, const char *hostname, struct cidr *out);

#endif
