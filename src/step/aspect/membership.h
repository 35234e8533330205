// SPDX-License-Identifier: MIT
// What a node knows of the others: whom its rules mean, and everybody's names.
#ifndef STEP_ASPECT_MEMBERSHIP_H
#define STEP_ASPECT_MEMBERSHIP_H

#include "step/aspect/aspect.h"
#include "step/aspect/rules/ruleset.h"

extern const struct aspect aspect_firewall, aspect_hosts;

// In the world's arena.
struct membership {
    struct ruleset rules;
    const char *firewall; // digest of the rule set without its members, a dot, and that of all
    const char *full;     // text of the rule set
    const char *lines;    // of its section of /etc/hosts
    const char *hosts;    // digest of these; "" where the file is left alone
    struct bundle_step *put[2]; // brings the firewall; where the node has its shape. NULL: not yet
};

// As the members are now; the same for all nodes of one node plan in one region (names: of any node
// plan), so it is worked out once for them. Before world->known only the rules are there, and they
// mean nobody.
int membership_of(struct member *m, struct membership **ret, struct lct_err *err);

// As rules only, with the addresses that are known now, of all nodes of its node plan in its
// region: what was opened for one of them is among them.
void membership_rules(struct member *m, struct ruleset *ret);

#endif
