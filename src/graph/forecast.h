// SPDX-License-Identifier: MIT
// How long the run of a graph will take: the engine's scheduling, played in time that does not
// pass.
//
// What the engine does with steps that take so long each is what this does: the same heaps, lanes,
// edges and turns (test/graph/forecast_test.c holds the one against the other). What takes no time
// there, commits, takes none here.
#ifndef GRAPH_FORECAST_H
#define GRAPH_FORECAST_H

#include "graph/graph.h"

// A rate limit: so many starts in each window of time. One that comes too late for a window has its
// place of the engine's already, and waits in line for the next.
struct pace {
    const char *request;   // of the kinds that name it
    int64_t most;          // in a window; 0: there is no limit
    int64_t window_ms;     // from one window's begin to the next one's
    int64_t used, left_ms; // of the present window; left_ms <= 0: the next start opens one
    size_t starts, late;   // what came of it: how many there were, and how many had to wait
};

// How long one step takes from its first start to its end, and for how much of it it waits to be
// tried again, its place left to others.
struct step_length {
    int64_t ms, waits_ms;
};

struct forecast_args {
    const struct graph_limits *limits; // as of graph_run
    const struct step_length *lengths; // of each step, in order of adding
    struct pace *paces;
    size_t n_paces;
    int64_t *begins; // of each step its first start, when that is told; NULL: not asked for
};

// Milliseconds until all has settled, if nothing fails. The graph has no circle and does not run;
// it is as it was afterwards. O((V + E) log V).
int64_t graph_forecast(struct graph *g, const struct forecast_args *args);

#endif
