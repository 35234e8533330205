// What the parts of loading share.
#ifndef PLAN_LOAD_H
#define PLAN_LOAD_H

#include "base/map.h"
#include "plan/plan.h"

struct loading {
    struct arena *arena;
    struct diags *diags;
    const struct load_args *args;
    struct plan *plan;
    const struct doc *top;       // the document
    const struct doc *defaults;  // its defaults:, or NULL
    const struct doc *user_sets; // its users:, or NULL
    struct buf digest;           // everything that the plan's digest covers
};

struct diag *load_error(struct loading *l, const struct doc *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

// A key of a node plan: the node's own, or the default. `other` is its second spelling or NULL.
const struct doc *node_key(
    const struct loading *l, const struct doc *node, const char *key, const char *other);

// Scalars of a value or a list of values; NULL-terminated.
const char *const *load_texts(struct loading *l, const struct doc *d);

// init.c: the steps of a node plan.
void load_steps(struct loading *l, const struct doc *node, struct node_plan *np);
// user.c: its users.
void load_users(struct loading *l, const struct doc *node, struct node_plan *np);
// rule.c: one firewall rule; appends what it means (several services make several) to out.
struct rule_list {
    struct plan_rule *items;
    size_t n, cap;
};
void load_rule(struct loading *l, const struct doc *text, struct rule_list *out);
// check.c: what needs the whole plan: selectors, names, counters.
void check_plan(struct loading *l);

#endif
