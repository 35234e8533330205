// SPDX-License-Identifier: MIT
// A node's own process, from its birth until its init takes over.
#ifndef LAB_FLEET_NODE_H
#define LAB_FLEET_NODE_H

#include <sys/types.h>

#include "lab/block/device.h"
#include "lab/fleet/fleet.h"

struct node_spawn {
    const struct fleet_node *node;
    enum fleet_init init;
    const char *base_dir;
    const char *dir;              // the node's folder
    const struct device *devices; // block devices; those that are not there are left out
    size_t n_devices;
    const char *console; // path of the terminal that becomes /dev/console
    int cgroup;          // the folder of its control group; -1: none
    int go;              // it waits for a byte here before it looks for its network
    int status;          // a socket: it writes here why it failed, or closes it when its init runs
                // (close-on-exec); before, it hands over the listener of its filter (mounting.h)
};

// Makes the process in namespaces of its own. Yields its pid, or a negative code.
int node_spawn(const struct node_spawn *s, struct lct_err *err);

// The light init: reaps, keeps sshd running, ends on SIGRTMIN+4 (off) and SIGRTMIN+5 (restart).
void tiny_init_run(void) __attribute__((noreturn));

// Takes away what would reach the host: capabilities, system calls, writable parts of /proc and
// /sys, and locks what is mounted. Call it last, within the node's namespaces. *listener is where
// the filter asks about mounts. Yields NULL or what could not be done.
const char *node_harden(bool devices_guarded, int *listener);

#endif
