// SPDX-License-Identifier: MIT
// The supervisor: PID 1 of its own pid, mount and network namespace, above every node.
#ifndef LAB_FLEET_SUPERVISOR_H
#define LAB_FLEET_SUPERVISOR_H

#include "base/vec.h"
#include "io/loop.h"
#include "lab/block/work.h"
#include "lab/fleet/wire.h"
#include "lab/net/region.h"

// Work on a disk's file, and whose request it is.
struct worker {
    struct work work;
    uint32_t serial;
    int64_t node;
};

struct supervisor {
    struct loop *loop;
    const char *state_dir, *base_dir;
    const char *cgroup; // the lab's folder; NULL: no control groups
    bool internet;      // nodes fetch packages by the proxy
    enum fleet_init init;
    struct regions regions;
    struct map guests; // a node's id in decimal -> struct guest
    VEC(struct worker) workers;
    struct map proxies; // a region's name -> struct proxy
    int writers;        // an inotify: tells when nodes have written to a block device
    int control;        // the daemon's end
    bool done;
};

#define PROXY_PORT 3142 // of the package proxy, at every region's router

// Descriptors it is started with; their order is the daemon's promise.
enum { SUPERVISOR_CONTROL = 3, SUPERVISOR_LOCK = 4 };

// Arguments: state_dir base_dir cgroup("" none) init("systemd", "tiny") internet("yes", "no").
// Yields the exit status.
int supervisor_run(char *const *arguments, int n);

void supervisor_answer(struct supervisor *s, const struct wire *request, const struct lct_err *err);
void supervisor_ended(struct supervisor *s, int64_t node, enum fleet_end how);

#endif
