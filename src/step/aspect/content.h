// SPDX-License-Identifier: MIT
// Files and units of a node plan, as one step of a bundle. Pure.
#ifndef STEP_ASPECT_CONTENT_H
#define STEP_ASPECT_CONTENT_H

#include "step/aspect/aspect.h"

extern const struct aspect aspect_files;

// The step "content": writes what differs, each file put in place at once; then loads, enables and
// starts units, anew where a file or unit changed. LCT_EPLAN where a placeholder stands for nothing
// that this node has. Lives in the world's arena.
int content_step(struct member *m, struct bundle_step *ret, struct lct_err *err);

// A text of the plan as it is for this member, in that arena. what: in messages.
int content_expand(struct member *m, struct arena *a, const struct tmpl *t, const char *what,
    const char **ret, struct lct_err *err);

#endif
