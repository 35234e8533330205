// SPDX-License-Identifier: MIT
// How long something takes, in the words of people.
#ifndef CLI_SHOW_DURATION_H
#define CLI_SHOW_DURATION_H

#include <stddef.h>
#include <stdint.h>

// "9 s", "4 min 10 s", "1 h 5 min"
void duration_text(int64_t ms, char *out, size_t size);
// "45 s", "2 min", "1 h 30 min": of what is known about only
void usual_text(int64_t ms, char *out, size_t size);
// "about 45 s: 12 Linodes at 5 per 15 s"; limit 0: without what is behind the colon. Where the ends
// are apart: "1 to 3 min".
#define ESTIMATE_MAX 160
struct foretold {
    int64_t estimate_ms, from_ms, to_ms, creates, limit, window_ms;
};
void estimate_text(const struct foretold *f, char out[static ESTIMATE_MAX]);

#endif
