// SPDX-License-Identifier: MIT
// Requests for work on disks' files, which takes time: each is a child of the supervisor.
#ifndef LAB_FLEET_WORKER_H
#define LAB_FLEET_WORKER_H

#include "lab/fleet/supervisor.h"

// Answered when the work is done.
void worker_handle(struct supervisor *s, const struct wire *request);
// The process ended; it may be none of these.
void worker_reap(struct supervisor *s, pid_t pid, int status);

#endif
