// SPDX-License-Identifier: MIT
// Changes of a machine in place.
#ifndef PLAN_WANT_RESIZE_H
#define PLAN_WANT_RESIZE_H

#include "plan/plan.h"

// Why only another machine can be of the plan's type, with the plan's disks, once something
// differs;
// "": it was never ready, and has nothing to keep; NULL: the one that there is can.
const char *resize_fault(
    struct arena *a, const struct desired *d, const struct catalogue *catalogue);

// Likewise why only another machine can have the plan's image.
const char *rebuild_fault(struct arena *a, const struct desired *d);

// Was a fresh system asked for, now, or by an operation that this one goes on with?
bool rebuild_asked(const struct diff_args *args, const struct node *n);
// Notes why what was asked for is not what was decided.
void rebuild_deny(const struct diff_args *args, struct change *c);

#endif
