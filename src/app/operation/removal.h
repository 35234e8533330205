// SPDX-License-Identifier: MIT
// Nodes that go, and what there is beside them.
#ifndef APP_OPERATION_REMOVAL_H
#define APP_OPERATION_REMOVAL_H

#include "app/converge/want.h"

struct removal {
    bool whole;   // what there is beside the nodes goes, too
    bool forced;  // whatever their hooks do
    bool resumes; // what failed before is not tried again
    enum lct_volumes volumes;
};

// What nothing wants any more when these nodes, w->existing, go.
int removal_want(struct run *r, const struct removal *how, struct want *w, struct lct_err *err);
// Carries it out, as an operation; r has looked at the cloud.
int removal_run(
    struct run *r, struct node **nodes, size_t n, const struct removal *how, struct lct_err *err);

#endif
