// SPDX-License-Identifier: MIT
// The nodes of a cluster hear what became of the clusters that its plan names, and nothing else is
// done to it.
#ifndef APP_CONVERGE_FOLLOW_H
#define APP_CONVERGE_FOLLOW_H

#include "app/run/run.h"

// As an operation of its own; r->cluster is leased, its keys are open. Those that do not run hear
// of it when they do. LCT_EPARTIAL: one that should run was not reached, so that it is behind.
int follow(struct run *r, struct lct_err *err);

#endif
