// SPDX-License-Identifier: MIT
// All rules of a node: those of its plan, those that come with NodeBalancers, and what was opened
// for a time. Those that are bound to an event hold only where they have an end, while it goes on;
// those of a step from when it ran.
#ifndef STEP_ASPECT_RULES_BESIDE_H
#define STEP_ASPECT_RULES_BESIDE_H

#include "step/world.h"

// In the world's arena. of_group: what was opened for any node of its node plan in its region.
const struct plan_rule *rules_all(const struct member *m, bool of_group, size_t *n);

// What is open on the node for a time, and by which steps, as a text: the same text, the same.
const char *rules_opened(const struct member *m);

// Did that firewall: step run on it? Its name in m->held, in the arena.
bool rules_held(const struct member *m, const struct plan_step *ps);
const char *rules_step(struct arena *a, const struct plan_step *ps);

#endif
