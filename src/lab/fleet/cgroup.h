// SPDX-License-Identifier: MIT
// The lab's control groups (cgroup2): one folder a lab, one below it a node.
#ifndef LAB_FLEET_CGROUP_H
#define LAB_FLEET_CGROUP_H

#include <stddef.h>

#include "lct/err.h"

// Where this machine's cgroup2 is mounted; NULL when nowhere. Free() it.
char *cgroup_mount(void);
// Removes a folder of groups that hold no process any more, and those below it. Absent is fine.
int cgroup_remove(const char *path, struct lct_err *err);
// Lets what runs in the group, and below it, use only these block devices of loop's major. *held:
// what said so before, or -1.
#define GUARD_DEVICES 64
int cgroup_guard_node(
    const char *path, const unsigned *minors, size_t n, int *held, struct lct_err *err);
// Lets what runs below the group use only the devices that a node has. The nodes' namespaces begin
// below it, so that they cannot lift the rule.
int cgroup_guard_devices(const char *path, struct lct_err *err);

#endif
