// SPDX-License-Identifier: MIT
// What the steps about machines share.
#ifndef STEP_MACHINE_MACHINE_H
#define STEP_MACHINE_MACHINE_H

#include "step/world.h"

// Removes the member's machine when tags and inventory both prove it ours. LCT_ENOTFOUND: it is
// gone; LCT_EEXISTS: another stands behind its id, which is left alone.
void machine_remove(struct member *m, cloud_done_fn *fn, void *user);

#endif
