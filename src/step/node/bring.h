// SPDX-License-Identifier: MIT
// The aspects that one step brings a node in one bundle: rendered when it becomes ready, compared
// when it starts, written down with its outcome.
#ifndef STEP_NODE_BRING_H
#define STEP_NODE_BRING_H

#include "step/aspect/aspect.h"

struct bring {
    size_t n;
    struct rendered parts[ASPECT_COUNT];
};

// Those that steps of the kind bring, as the step's own (s->running), and the digest of all of it.
int bring_render(struct step *s, const struct step_kind *kind, char digest[static DIGEST_TEXT],
    struct lct_err *err);

// Brings what was rendered; ends the step. What is on trial is tried.
void bring_start(struct step *s);

// Adds a step of a bundle for each that is due. steps has room for all aspects.
int bring_steps(const struct bring *b, struct bundle_step *steps, size_t *n, struct lct_err *err);

// Of the results of these: that of what is on trial; NULL: nothing is.
const struct bundle_result *bring_tried(const struct bring *b, const struct bundle_result *results);

// The node has them: writes it into the ledger.
void bring_keep(const struct bring *b);

#endif
