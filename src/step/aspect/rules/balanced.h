// SPDX-License-Identifier: MIT
// What a node's rule set lets in beyond its plan: the NodeBalancers that send to it.
#ifndef STEP_ASPECT_RULES_BALANCED_H
#define STEP_ASPECT_RULES_BALANCED_H

#include "step/world.h"

// Its plan's rules, and those that its NodeBalancers need. Lives in the world's arena.
const struct plan_rule *balanced_rules(const struct member *m, size_t *n);

#endif
