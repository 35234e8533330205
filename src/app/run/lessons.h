// SPDX-License-Identifier: MIT
// How long a graph will take by what earlier steps taught. Pure: no store, no cloud.
//
// Steps of one kind differ in length, and of many side by side the slowest counts. So the n steps
// of a kind get the lengths at the places 1/(n+1) .. n/(n+1) of what was seen - one alone the
// median - shuffled, for whoever waits for a limit is as slow as any; the mean of several such
// plays is told.
#ifndef APP_RUN_LESSONS_H
#define APP_RUN_LESSONS_H

#include "app/run/crowd.h"

// What is known of steps that are alike: those of a kind; of scripts, those of one script.
struct lesson {
    const struct step_kind *kind;
    const char *digest; // of the script; NULL: all of the kind
    size_t *steps;      // which of the graph's, in order of adding
    size_t n_steps, cap_steps;
    struct seen *seen; // the shortest first; n_seen 0: none, the usual length is taken
    size_t n_seen;
    bool others; // what was seen is of other scripts: better than nothing
    bool queues; // it waits in line for a rate limit: how many do so says nothing
    bool sure;   // what was seen is enough
};

struct lessons {
    struct lesson *items;
    size_t n, cap;
};
void lessons_done(struct lessons *all);
OWN_STRUCT(lessons, struct lessons, lessons_done);

// Those that the steps of the graph need. scripts: the kind whose steps are alike by their digest.
void lessons_of(const struct graph *g, const struct step_kind *scripts, struct lessons *ret);

// Is neither of this script anything known, nor does its plan say how long it takes?
bool lesson_lacks(const struct lesson *l, const struct graph *g);
// Takes over what was seen, in any order (borrowed, sorted in place).
void lesson_learn(struct lesson *l, struct seen *seen, size_t n);
// Leaves out what waited for a rate limit: the shortest did not, and takes about as long as any.
void lesson_forget_waits(struct lesson *l);
// The length at the place q: 0 the shortest, 0.5 the median, 1 the longest. Something was seen.
struct step_length lesson_at(const struct lesson *l, double q);
int64_t lesson_median(const struct lesson *l); // likewise; never 0, which is: not known
// What the steps usually take becomes what was learned of them: their critical path, too.
void lessons_tell(const struct lessons *all, struct graph *g);

// About how long it takes. Where too little was seen of what the time depends on, or it differs too
// much, the ends are apart, but never more than threefold; else they are alike.
struct estimate {
    int64_t ms, from_ms, to_ms;
};
// args: lengths are set here; its paces tell afterwards what came of them. What was seen becomes
// what it would be in crowds as large as those of this graph.
struct estimate lessons_estimate(
    struct lessons *all, struct graph *g, const struct forecast_args *args);

#endif
