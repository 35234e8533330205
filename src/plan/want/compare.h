// SPDX-License-Identifier: MIT
// What of a node that is there is another than the plan says.
#ifndef PLAN_WANT_COMPARE_H
#define PLAN_WANT_COMPARE_H

#include "plan/plan.h"

// Fills the fields of a change, and what of them is done in place. What others did and is let be
// becomes its reason.
void node_compare(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c);

// One more that differs: each way of looking at a node adds its own, all of them at most
// N_CHANGE_FIELDS. forces: only another machine can have it.
enum { N_CHANGE_FIELDS = 15 };
void change_field(
    struct change *c, const char *field, const char *from, const char *to, bool forces);

#endif
