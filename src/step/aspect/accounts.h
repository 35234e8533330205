// Users, groups and keys of a member: what its node is to have, and whether it has it.
#ifndef STEP_ASPECT_ACCOUNTS_H
#define STEP_ASPECT_ACCOUNTS_H

#include "step/bundle/bundle.h"
#include "step/world.h"

// Says what the plan wants; the cluster's own keys are no part of it.
void accounts_digest(const struct node_plan *np, char digest[static DIGEST_TEXT]);
// Does the plan want others than the node had when it was secured?
bool accounts_differ(const struct member *m);
// The step that hardens the node (secure.h), by the member's plan.
int accounts_step(struct member *m, struct bundle_step *ret, struct lct_err *err);
// The node has them: writes it into the open transaction.
int accounts_save(struct member *m, struct lct_err *err);

#endif
