// SPDX-License-Identifier: MIT
// Which nodes of a cluster a person means.
#ifndef APP_FANOUT_SELECTOR_H
#define APP_FANOUT_SELECTOR_H

#include "base/arena.h"
#include "lct/err.h"
#include "model/node.h"

// Marks the nodes that a selector picks: words joined by commas, or an expression (lct/run.h).
// picked has n places, all false. LCT_ENOTFOUND when a word, or the expression, fits none;
// LCT_EUSAGE when it cannot be read.
int selector_pick(struct arena *a, const char *text, const struct cluster *c,
    struct node *const *nodes, size_t n, bool *picked, struct lct_err *err);

#endif
