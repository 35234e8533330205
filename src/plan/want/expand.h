// SPDX-License-Identifier: MIT
// What the parts of expanding share.
#ifndef PLAN_WANT_EXPAND_H
#define PLAN_WANT_EXPAND_H

#include "plan/plan.h"

struct expansion {
    struct arena *arena;
    const struct plan *plan;
    const struct expand_args *args;
};

// expand_names.c: what a node is called. A new one gets its label and host name, and its numbers
// are drawn; one that exists keeps these. Domain names, tags and display group follow the plan.
int expand_names(const struct expansion *x, struct desired *d, struct lct_err *err);

#endif
