// SPDX-License-Identifier: MIT
// What a node has of its aspects otherwise than it was brought, as it tells when it is asked: it
// is sent what it would be brought, behind a runner that only looks (share/node/look/run.sh). Pure.
#ifndef STEP_ASPECT_LOOK_H
#define STEP_ASPECT_LOOK_H

#include "step/aspect/aspect.h"

struct difference {
    const char *what; // "file", "user", "rule" ...; NULL ends a list
    const char *name; // a path, a name, a rule
    const char *how;  // "gone", "128, not 4096"
};

// Of one node.
struct look {
    bool asked[ASPECT_COUNT];
    const struct difference *found[ASPECT_COUNT]; // NULL: nothing
    const char *unseen; // why one that was asked of could not be looked at; NULL: all were
};

#define LOOK_MOST 1000 // differences of a node

// Composes what a node is sent: the runner, then each aspect that was rendered for it. It may hold
// secrets where its parts do.
void look_begin(struct buf *out);
int look_add(struct buf *out, struct look *l, const struct rendered *r, struct lct_err *err);

// Has it something to compare? What is brought anyway has not, nor what neither plan nor node has.
bool look_wanted(const struct rendered *r);

// Reads the answer; lives in the arena. Nodes are not trusted: LCT_EFAILED, where it is none.
int look_read(struct arena *a, const char *text, size_t n, struct look *l, struct lct_err *err);

#endif
