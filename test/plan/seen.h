// SPDX-License-Identifier: MIT
// Machines as a cloud would show them.
#ifndef TEST_SEEN_H
#define TEST_SEEN_H

#include "base/arena.h"
#include "model/node.h"

// The node's machine as the inventory knows it, running; n->seen is set to it.
struct machine *seen_as_known(struct arena *a, struct node *n);

#endif
