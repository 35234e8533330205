// SPDX-License-Identifier: MIT
// The supervisor's birth and end, seen from the daemon.
#ifndef LAB_FLEET_BIRTH_H
#define LAB_FLEET_BIRTH_H

#include <sys/types.h>

#include "lab/fleet/fleet.h"

struct birth {
    pid_t pid;
    int control; // the daemon's end of the pair
    int lock;    // held by both, so that a second lab waits until the first one's nodes are gone
    int limits;  // see limits.h
    char *state_dir, *cgroup;
};

// Checks limits, sweeps what a crashed lab left, starts the supervisor and waits for its word.
// *proxy: the listening socket of the package proxy, or -1.
int birth_give(
    struct birth *b, const struct fleet_conf *conf, int wait_ms, int *proxy, struct lct_err *err);
// It has ended or is ending by itself: says why.
void birth_reap(struct birth *b, char *why, size_t n);
// Kills it and removes what it had.
void birth_undo(struct birth *b);

#endif
