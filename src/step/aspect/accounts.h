// SPDX-License-Identifier: MIT
// Users, groups and keys of a member.
#ifndef STEP_ASPECT_ACCOUNTS_H
#define STEP_ASPECT_ACCOUNTS_H

#include "step/aspect/aspect.h"

// What the plan wants; the cluster's own keys are no part of it.
extern const struct aspect aspect_users;

// The step that hardens the node (secure.h), by the member's plan.
int accounts_step(struct member *m, struct bundle_step *ret, struct lct_err *err);

#endif
