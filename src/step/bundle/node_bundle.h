// SPDX-License-Identifier: MIT
// Carrying a bundle out on a member's node: log in (or use the kept session), send, read what came
// of it.
#ifndef STEP_BUNDLE_NODE_BUNDLE_H
#define STEP_BUNDLE_NODE_BUNDLE_H

#include "step/bundle/bundle.h"
#include "step/world.h"

// Called with every step of the bundle done (err code 0), or with what went wrong first. results:
// one for each step in their order, borrowed; NULL when there are none.
typedef void node_bundle_fn(
    struct step *s, const struct lct_err *err, const struct bundle_result *results);

// Runs the steps (n of them) for the graph's step s on m. deadline_ms bounds the whole.
void node_bundle_run(struct step *s, struct member *m, const struct bundle_step *steps, size_t n,
    int64_t deadline_ms, node_bundle_fn *fn);

#endif
