// SPDX-License-Identifier: MIT
// From changes to a graph of steps.
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include "plan/plan.h"
#include "plan/want/resource.h"
#include "step/world.h"

// All that is to change: nodes, and what there is beside them.
struct wants {
    const struct change *changes; // w->members[i] is the one of changes[i]
    size_t n;
    const struct resource_change *things; // w->holdings[i] likewise
    size_t n_things;
    unsigned serial; // so many of a group are away at once; 0: as its plan says
};

// Adds the steps that carry the changes out. done: facts of hooks that ran already, by key
// "NODE-UUID EVENT/NAME" -> digest.
int plan_build(struct graph *g, struct world *w, const struct wants *of, const struct map *done,
    struct lct_err *err);

#endif
