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
    LINODE_RESCUE,
    LINODE_REBUILD, // as of LINODE_CREATE
    LINODE_DELETE,
};

extern const struct job_kind linode_jobs[]; // by enum linode_job

// The node of the Linode that has this disk, with its root there; false: there is none any more.
bool power_describe(struct lab *lab, struct arena *a, int64_t disk, struct fleet_node *out);
// The node of this Linode, with its root there; false: it is deleted.
bool power_describe_with(
    struct lab *lab, struct arena *a, int64_t linode, int64_t disk, struct fleet_node *out);
// instance/rescue.c: the same in rescue.
bool rescue_describe(struct lab *lab, struct arena *a, int64_t linode, struct fleet_node *out);
// What a job asked of the fleet has ended.
void power_acted(void *user, const struct lct_err *err);
// Where there are no nodes, only time passes: yields false, and the job is done.
bool power_has_nodes(struct job *job);
void power_pass(struct job *job);
// A job and its event, which tells of this action; configured: of the configuration, too.
void power_schedule(
    struct lab *lab, int64_t linode, enum linode_job kind, const char *action, bool configured);
// Boots what was running when a lab ended.
void power_resume(struct lab *lab);
// Removes the disks of Linodes that are not, and volumes that are not.
void power_sweep(struct lab *lab);

#endif
