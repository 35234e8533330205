// SPDX-License-Identifier: MIT
// Changes of other clusters that come before those of one: what it needs starts first, what needs
// it stops or goes first.
#ifndef APP_OPERATION_BEFORE_H
#define APP_OPERATION_BEFORE_H

#include "app/operation/changes.h"

// Finds them into c->before, worked out or not. LCT_EUSAGE: others need it, and nobody said that
// they are to stop or go.
int before_find(struct lct_changes *c, bool shown, struct lct_err *err);
// Are they still those, under the leases?
int before_same(struct lct_changes *c, bool *ret, struct lct_err *err);
void before_done(struct lct_changes *c);

// Is its plan's depends: possible, for a cluster that has this name?
int before_plan(struct lct_changes *c, const char *name, struct lct_err *err);
// LCT_EUSAGE: r->cluster cannot go, as others need it.
int before_removal(struct run *r, struct lct_err *err);

#endif
