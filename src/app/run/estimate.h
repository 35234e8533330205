// How long an operation will take: counts in, a duration out. Pure arithmetic.
//
// Creates go as the cloud's rate limit lets them, in windows of so many; what follows a create (it
// boots, is secured, hears of the others, runs its hooks) takes as long as it took before. Of k
// nodes that begin together the slowest counts: about the k/(k+1) quantile of what was seen, which
// for one node is the median. In a sequence each step takes its usual time, one after the other.
#ifndef APP_RUN_ESTIMATE_H
#define APP_RUN_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/rate.h"

// What there is to do.
struct work {
    size_t creates;   // Linodes to be asked for
    size_t boots;     // nodes to be booted and secured, those to be created among them
    size_t pushes;    // nodes that hear of the others
    size_t hooks;     // one after the other, on the node that has most
    size_t all_hooks; // and on all nodes together
    size_t retags;
    size_t deletes;
};

// Whose length is learned.
enum phase {
    PHASE_CREATE, // the request alone
    PHASE_BOOT,
    PHASE_SECURE,
    PHASE_HOSTKEY,
    PHASE_PUSH,
    PHASE_HOOK,
    PHASE_RETAG,
    PHASE_DELETE,
    N_PHASES
};

// In the journal: its step, and the step from whose end it is counted (NULL: its own beginning).
extern const struct phase_steps {
    const char *kind, *since;
} phase_steps[N_PHASES];

// Lengths seen before, in milliseconds, ascending. n 0: none, the usual one is taken.
struct phase_times {
    const int64_t *ms;
    size_t n;
};

struct known {
    struct phase_times times[N_PHASES];
    struct rate create, retag, remove; // limit 0: there is none
    int64_t wall_ms;                   // now
    bool sequential;                   // one step at a time
};

struct estimate {
    int64_t ms;
    bool limited; // it is the limit of creates that makes some of them wait
};

struct estimate estimate(const struct work *w, const struct known *k);

// Milliseconds until the last of n requests may go.
int64_t rate_wait_ms(const struct rate *r, size_t n, int64_t wall_ms);
// That at the place q (0: the shortest, 1: the longest) among the lengths of a phase.
int64_t phase_quantile(const struct known *k, enum phase p, double q);

#endif
