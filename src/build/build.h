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
    bool hears;      // they only hear of others: what their own machines have was not looked at
};

// Adds the steps that carry the changes out. done: facts of hooks that ran already, by key
// "NODE-UUID EVENT/NAME" -> digest.
int plan_build(struct graph *g, struct world *w, const struct wants *of, const struct map *done,
    struct lct_err *err);

// play.c: makes a hook of ansible: a part of the run that is for all whose it is, of this scope
// ("": of the whole graph). The run waits for what is before each of them, and the hook for the
// run. barrier: before all of them; NULL: none. A hook of another scheme is left alone.
void build_play(struct graph *g, struct world *w, struct map *plays, struct step *of,
    const char *scope, struct step *barrier, struct step *before);

#endif
