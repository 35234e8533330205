// SPDX-License-Identifier: MIT
// Placement groups, as Linodes that are made join them.
#ifndef LAB_WORLD_PLACEMENT_H
#define LAB_WORLD_PLACEMENT_H

#include "lab/call/call.h"

// The group that the body's "placement_group" names; 0: none. The call is refused unless a Linode
// of this region (NULL: of one that is none) may join it.
int64_t placement_read(struct call *c, const struct doc *region);
void placement_join(struct call *c, int64_t group, int64_t linode);

#endif
