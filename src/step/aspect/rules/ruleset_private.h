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
int ruleset_add_rules(
    struct render *x, enum rule_direction direction, bool opened, const char *before);
// The end of a line: what it opens of one family, or of both where that is the same, and that it
// does.
void ruleset_add_service(struct buf *out, const struct plan_rule *rule, enum family f);

// A file of share/node, with marks in it.
struct mark {
    const char *text;
    int (*render)(struct render *x); // what stands in its place
};
// Appends it. The marks are in the order that they have there.
int ruleset_render_file(struct render *x, const char *name, const struct mark *marks, size_t n);

// ruleset_through.c: the lines of a rule of what goes through the node; the chains for those, of a
// node that has any.
void ruleset_add_through(struct render *x, const struct plan_rule *rule, const char *before);
bool ruleset_is_through(const struct ruleset *r);
int ruleset_render_through(struct render *x);

#endif
