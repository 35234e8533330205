// SPDX-License-Identifier: MIT
// Whom nodes were told of: rosters, as they are kept.
#ifndef APP_CONVERGE_ROSTER_H
#define APP_CONVERGE_ROSTER_H

#include "app/run/run.h"

// Of every node that was ready and that a hook of membership is new to it is noted who is there by
// now: it knows these. Then reads all rosters that nodes were told of into r->world. nodes: all, as
// they were when the operation began; done: facts of hooks, as of converge_facts, which are added
// to.
int rosters_begin(struct run *r, const struct plan *p, struct node *const *nodes, size_t n,
    struct map *done, struct lct_err *err);
// At its end, of who got a machine meanwhile: whom it knows of clusters that this one needs.
int rosters_end(struct run *r, struct lct_err *err);

#endif
