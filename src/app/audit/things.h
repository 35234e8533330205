// SPDX-License-Identifier: MIT
// Between the files that look at what clusters have beside their nodes.
#ifndef APP_AUDIT_THINGS_H
#define APP_AUDIT_THINGS_H

#include "app/converge/want.h"

struct auditing {
    struct arena *arena;
    struct doc *list;
    const char *cluster;
    const struct map *nodes; // "REGION NAME" -> struct node
    struct node *const *all; // of the cluster
    size_t n;
    const struct plan *plan; // that the cluster keeps; NULL: it cannot be read
};

// One more finding about a thing. hint: what to do.
void audit_thing(struct auditing *x, const struct resource *r, const char *what,
    const char *message, const char *hint);

// balancer.c: beside what the plan says of it, and who is not up as it sees it.
void audit_balancer(struct auditing *x, const struct resource *r, const struct thing *t);

#endif
