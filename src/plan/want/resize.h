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

#endif
