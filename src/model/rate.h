// SPDX-License-Identifier: MIT
// A limit of the cloud's: so many requests of a kind in each window of time.
#ifndef MODEL_RATE_H
#define MODEL_RATE_H

#include <stdint.h>

struct rate {
    const char *kind;         // "machine.create"
    int64_t limit, window_ms; // as the cloud says it
    int64_t slack_ms;         // what the client waits longer, as a window's end is known roughly
    int64_t used;             // of the present window
    int64_t ends_ms;          // of that window, wall time; past: the next request begins a new one
};

#endif
