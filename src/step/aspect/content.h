// Files and units of a node plan, as one step of a bundle. Pure.
#ifndef STEP_ASPECT_CONTENT_H
#define STEP_ASPECT_CONTENT_H

#include "base/digest.h"
#include "step/bundle/bundle.h"
#include "step/world.h"

// Has the member's plan any?
bool content_any(const struct member *m);
// The step "content": writes what differs, each file put in place at once; then loads, enables and
// starts units, anew where a file or unit changed. LCT_EPLAN where a placeholder stands for nothing
// that this node has. Lives in the world's arena.
int content_step(struct member *m, struct bundle_step *ret, struct lct_err *err);
// Says what the node is to have, whoever brought it.
void content_digest(const struct bundle_step *step, char digest[static DIGEST_TEXT]);

#endif
