// SPDX-License-Identifier: MIT
// What is shown of changes before they are carried out: nothing is made, stored or leased for it.
#ifndef APP_OPERATION_PREVIEW_H
#define APP_OPERATION_PREVIEW_H

#include "app/converge/converge.h"
#include "plan/want/price.h"

// Before it: finds the cluster, connects for reading, and preview_known.
int preview_open(struct run *r, const char *name, struct lct_err *err);
// Reads the plan that r->cluster keeps into r->plan, and its keys; NULL: they cannot be read.
void preview_known(struct run *r);

// What is to be done: "operation", "cluster", "changes", "summary", "price". r->cluster is as it
// would be remembered, in the store already or not; plan NULL: nothing is to be left.
int preview_changes(struct lct_answer *answer, struct run *r, const struct lct_plan *plan,
    const char *kind, const struct want *w, struct lct_err *err);
// What is to be known beside it: "problems", "unseen", "estimate_ms" and its ends, "limit".
void preview_rest(
    struct lct_answer *answer, struct run *r, const struct lct_plan *plan, const struct want *w);

// preview_hooks.c: "hooks", which of them run where, in the order of their events, and "services",
// which stop and start where, in the order of the plan. r->graph is
// built.
void preview_hooks(struct lct_answer *answer, const struct run *r);

#endif
