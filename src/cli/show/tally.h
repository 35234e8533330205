// SPDX-License-Identifier: MIT
// What runs at the moment, and for how long already. Pure.
#ifndef CLI_SHOW_TALLY_H
#define CLI_SHOW_TALLY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"

struct doing {
    const char *subject, *verb; // its own
    char *text;                 // what is said of it; NULL: nothing
    int64_t since_ms, usual_ms; // usual 0: not known
};

struct tally {
    struct map doings; // "SUBJECT VERB" -> struct doing, in the order they began
    struct map verbs;  // in the order they were first heard of
};
void tally_done(struct tally *t);

// Yields it, to have its text set. One that runs already keeps its beginning.
struct doing *tally_begin(
    struct tally *t, const char *subject, const char *verb, int64_t since_ms, int64_t usual_ms);
void tally_end(struct tally *t, const char *subject, const char *verb);

// "6 booting (41 s), 2 securing, 3 running their scripts (130 s; usually 2 min)": of each the
// longest; times from a few seconds on.
void tally_counts(const struct tally *t, int64_t now_ms, struct buf *out);
// "booting (web-01..06), securing (web-07)"
void tally_names(const struct tally *t, struct buf *out);
// "booting (41 s)", of one
void doing_text(const struct doing *d, int64_t now_ms, struct buf *out);

#endif
