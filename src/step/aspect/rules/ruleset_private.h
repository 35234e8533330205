// SPDX-License-Identifier: MIT
// Shared by the files that render rule sets. Protocols are written as numbers: nft looks their
// names up in /etc/protocols, which small images do not have.
#ifndef STEP_ASPECT_RULES_RULESET_PRIVATE_H
#define STEP_ASPECT_RULES_RULESET_PRIVATE_H

#include "step/aspect/rules/ruleset.h"

enum family { V4, V6 };

extern const char *const ruleset_ip[]; // by family: "ip", "ip6"

struct render {
    const struct ruleset *r;
    enum ruleset_part part;
    struct buf *out;
    struct lct_err *err;
};

// The set of a selector's members: readable, unique, the same each time.
void ruleset_set_name(struct buf *out, const char *selector, enum family f);

// Appends those nets that are of the family, separated by commas; yields how many.
size_t ruleset_add_nets(struct buf *out, const char *const *texts, enum family f);

// The addresses of everybody that a selector means, as far as they are known, without prefixes;
// NULL-terminated.
const char *const *ruleset_members_of(
    struct arena *a, const struct ruleset *r, const char *selector);

// ruleset_rule.c: the lines of all rules of one direction: of those that hold for a time, which
// name no sets, or of the others, but for those that wait for their event. before: what each of
// them begins with.
int ruleset_add_rules(struct render *x, bool out, bool opened, const char *before);

#endif
