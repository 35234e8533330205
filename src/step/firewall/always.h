// SPDX-License-Identifier: MIT
// What passes a node's own firewall beside the rules of its plan, as rules like those. Of ICMP
// these are errors and what neighbours say, no echoes.
#ifndef STEP_FIREWALL_ALWAYS_H
#define STEP_FIREWALL_ALWAYS_H

#include "step/aspect/rules/ruleset.h"

// As share/node/firewall.nft and the rule set's own lines for SSH and resolvers have it; how many.
size_t firewall_always(struct arena *a, const struct ruleset *r, const struct plan_rule **ret);

// Where a machine asks who it is, which root alone may: whatever rules say.
extern const char *const firewall_metadata[]; // NULL-terminated

#endif
