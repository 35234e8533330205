// From changes to a graph of steps.
#ifndef BUILD_BUILD_H
#define BUILD_BUILD_H

#include "plan/plan.h"
#include "step/world.h"

// Adds the steps that carry the changes out; w->members[i] is the one of changes[i]. done: facts of
// hooks that ran already, by key "NODE-UUID EVENT/NAME" -> digest.
int plan_build(struct graph *g, struct world *w, const struct change *changes, size_t n,
    const struct map *done, struct lct_err *err);

#endif
