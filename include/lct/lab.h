// SPDX-License-Identifier: MIT
// The local Linode: starting and stopping lct-lab(1), and the profile `lab`.
#ifndef LCT_LAB_H
#define LCT_LAB_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// How a lab is started.
struct lct_lab_args {
    int nodes_max;        // 0: the default
    const char *internet; // "packages" (default) or "none"
    const char *speed;    // "instant" (default), "realistic", "slow"
    const char *program;  // path of lct-lab; NULL: beside lct_conf.program, else from PATH
};

// Starts it (first makes the base image, which takes a minute), waits until it answers, writes the
// profile `lab` and makes it current when no other is. Already running: says so, and succeeds. args
// may be NULL. Answers as lct_lab_status.
int lct_lab_start(struct lct *t, const struct lct_lab_args *args, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);
// Stops it, with all its nodes, and removes the profile `lab`. None runs: succeeds.
int lct_lab_stop(struct lct *t, struct lct_err *err);
// {"state": "running"|"starting"|"stopped", "profile" (the current one), "url", "token_file",
// "dial", "pid", "nodes", "images"}; when it is stopped the first two only.
int lct_lab_status(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// Deletes every resource in it. LCT_ENOTFOUND: no lab runs.
int lct_lab_reset(struct lct *t, struct lct_err *err);

// What befalls requests to the lab's API.
struct lct_lab_fault {
    const char *kind;          // "random", "429", "500", "reset" ...: lct-lab(1) lists them
    double rate;               // 0 to 1: of the requests that match
    const char *method, *path; // patterns as of file names, path with "/v4"; NULL: any
    int64_t count;             // how often at most; 0: always
    int64_t seed;              // the same seed, the same faults; -1: as it is
};

// Adds a fault; f NULL: removes all of them. Answers {"faults": [{kind, method, path, status, rate,
// left, struck}]}: those there are now. LCT_EUSAGE: the lab does not know such a fault;
// LCT_ENOTFOUND: no lab runs.
int lct_lab_fault(
    struct lct *t, const struct lct_lab_fault *f, struct lct_answer **ret, struct lct_err *err);

// A connected socket to an address inside the lab, within 15 seconds; *fd is yours. LCT_EUSAGE: the
// toolkit's profile is of no lab.
int lct_lab_dial(struct lct *t, const char *host, unsigned port, int *fd, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
