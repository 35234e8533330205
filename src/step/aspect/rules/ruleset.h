// SPDX-License-Identifier: MIT
// The rule set of a node: nftables text, pure. One table of ours, never another's; incoming and
// outgoing closed but for what is always allowed (share/node/firewall.nft) and what rules open.
#ifndef STEP_ASPECT_RULES_RULESET_H
#define STEP_ASPECT_RULES_RULESET_H

#include "base/buf.h"
#include "lct/err.h"
#include "model/plan.h"
#include "step/bundle/bundle.h"

// Everybody that a selector of the rules names now, whatever of their addresses is known.
struct ruleset_members {
    const char *selector;
    const char *const *addresses; // IPv4 and IPv6, a prefix length is ignored; NULL-terminated
    const char *const
        *vlan; // likewise, in the VLAN of the node, which nothing else filters; NULL: none
};

struct ruleset {
    const struct plan_rule *rules; // of the node's plan, and what is beside it
    size_t n_rules;
    const struct ruleset_members *members; // a selector that is missing here has none
    size_t n_members;
    const char *const *access;    // CIDRs that reach SSH, NULL-terminated; none: all, rate-limited
    const char *const *resolvers; // addresses, NULL-terminated; none: no DNS but by rule
    const char *const *vpc;       // the networks of its VPC; NULL: it is in none
    const char *vlan;             // the network of its VLAN; NULL: it has no address in one
    bool hidden;                  // without a public address: who is in its VPC reaches SSH, too
    bool carries;                 // it carries connections on to such nodes of its VPC
};

enum ruleset_part {
    RULESET_FULL,  // the table with its members: loads at once or not at all
    RULESET_SETS,  // only the members and what is open for a time, into a table that is there
    RULESET_SHAPE, // the table without these: same digest, same table; then SETS is enough
};

struct member;
// networks.c: those of the member's machine, and what they make of it.
void ruleset_networks(const struct member *m, struct ruleset *r);
// selected.c: whom these rules mean, by the addresses that are known now.
void ruleset_selected(const struct member *m, struct ruleset *r);

// Appends. LCT_EPLAN when a rule holds what nftables cannot.
int ruleset_render(
    const struct ruleset *r, enum ruleset_part part, struct buf *out, struct lct_err *err);

// The step of a bundle that takes the rule set into force and keeps it over reboots. full, sets:
// its parts of these names, borrowed; NULL sets: the node has another shape. Lives in the arena.
struct bundle_step ruleset_step(struct arena *a, const char *full, const char *sets);

// The same for a node that sees to its rules itself: what was brought is taken off, once.
#define RULES_OWN "own" // is noted of it then
struct bundle_step ruleset_own_step(struct arena *a);

#endif
