// What a node knows of the others: whom its rules mean, and everybody's names.
#ifndef STEP_ASPECT_MEMBERSHIP_H
#define STEP_ASPECT_MEMBERSHIP_H

#include "step/aspect/ruleset.h"
#include "step/world.h"

// Everything lives in the world's arena: a step that runs may hold on to it whatever is known
// since.
struct membership {
    struct ruleset rules;
    const char *shape;    // digest of the rule set without its members
    const char *firewall; // the same, a dot, and the digest of all: what a node is known to have
    const char *full;     // text of the rule set
    const char *lines;    // of its section of /etc/hosts
    const char *hosts;    // digest of these; "" where the file is left alone
    struct bundle_step *put[2]; // brings the firewall; where the node has its shape. NULL: not yet
};

// As the members are now; the same for all nodes of one node plan in one region (names: of any node
// plan), so it is worked out once for them. Before world->known only the rules are there, and they
// mean nobody.
int membership_of(struct member *m, struct membership **ret, struct lct_err *err);

// Is the firewall to be brought? Where a node holds something else than the inventory has of it,
// too.
bool membership_firewall(const struct member *m, const struct membership *ms);

// Adds the steps of a bundle that bring the node from what it has to this: none, the firewall, the
// names, or both, in this order. steps has room for two.
int membership_steps(struct member *m, struct membership *ms, struct bundle_step *steps, size_t *n,
    struct lct_err *err);

// Writes down what the node has now; was that something else before?
bool membership_pushed(struct member *m, const struct membership *ms);

#endif
