// SPDX-License-Identifier: MIT
// What takes time at a data centre: each change of a Linode is a job, one after the other.
#ifndef LAB_WORLD_JOB_H
#define LAB_WORLD_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "io/loop.h"

struct lab;

enum job_kind {
    JOB_CREATE,
    JOB_BOOT,
    JOB_SHUTDOWN,
    JOB_REBOOT,
    JOB_REBUILD,
    JOB_DELETE,
    JOB_KINDS,
};

// The rows of the table `job` are the truth; these are the ones this process has taken up.
struct job {
    struct lab *lab;
    int64_t id, linode, event;
    enum job_kind kind;
    bool boots;    // a boot follows it
    bool begun;    // its turn has come
    bool timed;    // it has taken the time that it takes
    bool acted;    // the node has done its part
    bool watched;  // and did not fall over at once
    char why[256]; // it has failed; else ""
    struct timer *timer;
};

typedef void job_idle_fn(void *user);

struct job_waiter {
    job_idle_fn *fn;
    void *user;
};

struct jobs {
    VEC(struct job *) items;
    VEC(struct job_waiter) waiters; // for the end of all jobs
    int64_t last;                   // the newest one taken up
    uint64_t seed;                  // of durations
    struct timer *kick;
};

// Within a transaction; it begins after that.
void job_add(struct lab *lab, enum job_kind kind, int64_t linode, int64_t event, bool boots);
bool job_pending(struct lab *lab, int64_t linode);
// All jobs of a Linode that is going away; what is under way has no effect any more.
void jobs_cancel(struct lab *lab, int64_t linode);
// Takes up what an ended lab has left behind, and boots what was running then.
void jobs_resume(struct lab *lab);
// Lets go of them; the next lab resumes them.
void jobs_done(struct lab *lab);
// Calls back once no job is left.
void jobs_when_idle(struct lab *lab, job_idle_fn *fn, void *user);

// The node has done its part of the job, or why not.
void job_acted(struct job *job, const char *why);
// A node's init has ended by itself. False: no job is starting it.
bool job_fell(struct lab *lab, int64_t linode, const char *why);

#endif
