// SPDX-License-Identifier: MIT
// Time that a test can own: everything that waits or stamps asks a clock.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
    int64_t (*now_ms)(const struct clock *c);  // monotonic, milliseconds
    int64_t (*wall_ms)(const struct clock *c); // since 1970 UTC, milliseconds
    int64_t virtual_ms;                        // of a virtual clock: what it shows
};

extern const struct clock clock_real;

// A clock that stands still until clock_advance; starts at 2026-01-01T00:00:00Z.
void clock_virtual_init(struct clock *c);
void clock_advance(struct clock *c, int64_t ms);

#define CLOCK_TEXT 21

// "2026-11-21T04:45:17Z"
const char *clock_text(int64_t wall_ms, char out[static CLOCK_TEXT]);

#endif
