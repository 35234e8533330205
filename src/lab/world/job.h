// SPDX-License-Identifier: MIT
// What takes time at a data centre: jobs, each on something of the world. What a kind of job does
// is a row in the file of its noun.
#ifndef LAB_WORLD_JOB_H
#define LAB_WORLD_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "io/loop.h"

struct lab;
struct job;

// Something of the world: its type, as events name it, and its number.
struct subject {
    char type[24]; // "": nothing
    int64_t id;
};

struct job_kind {
    const char *name;    // in the table `job`; NULL ends a list of kinds
    const char *status;  // of its subject meanwhile, for `begin`; NULL: as it is
    int least_s, most_s; // from request to end, about as seen in recorded traffic

    // Each may be missing. The first and the last run within a transaction; a job that is cancelled
    // ends without having succeeded, and perhaps without having begun.
    void (*begin)(struct job *job);
    void (*act)(struct job *job); // ends in one call of job_acted, never from within
    void (*end)(struct job *job, bool well);

    bool starts; // something that may fall over at once (job_fell)
};

// The rows of the table `job` are the truth; these are the ones this process has taken up.
struct job {
    struct lab *lab;
    int64_t id, event;
    const struct job_kind *kind;
    struct subject of, with; // what it changes, and what else has to be free for it
    int64_t argument;        // its kind knows what of
    bool begun;              // its turn has come
    bool timed;              // it has taken the time that it takes
    bool acted;              // what it does is done
    bool watched;            // and did not fall over at once
    char why[256];           // it has failed; else ""
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

// Of the job, its kind, its subjects, event (scheduled already) and argument are read. Within a
// transaction; it begins after that, once all that were made before it have left its subjects.
void job_add(struct lab *lab, const struct job *job);
bool job_pending(struct lab *lab, struct subject s);
// Ends all jobs on or with something that is going away; what is under way has no effect any more.
void jobs_cancel(struct lab *lab, struct subject s);
// Takes up what is there, of an ended lab, too.
void jobs_kick(struct lab *lab);
// Lets go of them; the next lab takes them up.
void jobs_done(struct lab *lab);
// Calls back once no job is left.
void jobs_when_idle(struct lab *lab, job_idle_fn *fn, void *user);

// What the job does is done, or why not.
void job_acted(struct job *job, const char *why);
// What a job has started has ended by itself. False: no job is starting it.
bool job_fell(struct lab *lab, struct subject s, const char *why);

#endif
