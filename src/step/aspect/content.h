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

// A line of the step's list, "KIND FILE MODE OWNER GROUP PLACE", and what begins anew behind it.
void content_list(
    const struct plan_file *f, const char *name, struct buf *list, struct buf *restarts);
// The step of that list and those files; files has room for two more.
void content_made(struct arena *a, const char *id, const struct buf *list,
    const struct buf *restarts, struct bundle_file *files, size_t n, struct bundle_step *ret);

// A text of the plan as it is for this member, in that arena. what: in messages.
int content_expand(struct member *m, struct arena *a, const struct tmpl *t, const char *what,
    const char **ret, struct lct_err *err);
// The same for one who reads of it: appends.
int content_tell(struct member *m, const struct member *reader, const struct tmpl *t,
    struct buf *out, struct lct_err *err);

#endif
