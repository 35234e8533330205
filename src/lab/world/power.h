// SPDX-License-Identifier: MIT
// Linodes as nodes of the fleet: the jobs on them.
#ifndef LAB_WORLD_POWER_H
#define LAB_WORLD_POWER_H

#include "lab/lab.h"

enum linode_job {
    LINODE_CREATE, // its argument: whether a boot follows
    LINODE_BOOT,
    LINODE_SHUTDOWN,
    LINODE_REBOOT,
    LINODE_REBUILD, // as of LINODE_CREATE
    LINODE_DELETE,
};

extern const struct job_kind linode_jobs[]; // by enum linode_job

// For jobs that need it to be off.
void power_act_shutdown(struct job *job);
// A job and its event, which tells of this action; configured: of the configuration, too.
void power_schedule(
    struct lab *lab, int64_t linode, enum linode_job kind, const char *action, bool configured);
// Boots what was running when a lab ended.
void power_resume(struct lab *lab);
// Removes the file systems of nodes that no Linode has.
void power_sweep(struct lab *lab);

#endif
