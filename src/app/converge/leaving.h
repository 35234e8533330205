// SPDX-License-Identifier: MIT
// Nodes whose machines go: the hooks that run before, by which plan, and why some do not.
#ifndef APP_CONVERGE_LEAVING_H
#define APP_CONVERGE_LEAVING_H

#include "app/run/run.h"

// Sets `was` and `deaf` of those that are deleted or replaced. now: the plan that is carried out;
// NULL: none, as of a whole cluster's deletion. Where that has no word of a node, the newest plan
// that the cluster kept and that has is asked.
void leaving_set(struct run *r, const struct plan *now, struct change *changes, size_t n);
// Of each that runs none the reason is told.
void leaving_tell(struct run *r, const struct change *changes, size_t n);
// By its state; of one that is let go already what was noted when it was.
bool leaving_was_ready(const struct node *n);
// It is to go from now on, and whether it had ever been ready is known later, too.
void leaving_begin(struct member *m);

#endif
