// SPDX-License-Identifier: MIT
// Parts of an audit.
#ifndef APP_AUDIT_AUDIT_H
#define APP_AUDIT_AUDIT_H

#include "app/run/run.h"
#include "base/map.h"

// What another hand changed, told one by one.
struct findings {
    struct arena *arena;
    struct doc *list;
    const char *cluster;
};

// {node, label, id, what, message, hint}
void audit_node(struct findings *f, const struct node *n, const char *what, const char *message,
    const char *hint);

// firewall.c: logs in to each node of running (UUID -> struct node; all are started) and compares
// its firewall with what it was brought. Puts "firewalls": [{node, label, found}], "own_firewalls"
// (likewise, of those that see to it themselves: nothing is amiss) and "unseen":
// [{node, label, message}] (whoever did not answer) into the answer.
int audit_firewalls(struct lct *t, const char *cluster, const struct map *running,
    struct lct_answer *answer, struct lct_err *err);

// things.c: puts "resources", what beside the nodes is not as it was made, into the answer.
int audit_things(struct run *r, struct node *const *nodes, size_t n, struct lct_answer *answer,
    struct lct_err *err);
// Puts "volumes" into the answer: those of the account that carry our tags and that the inventory
// does not know. Yields how many.
int audit_stray_volumes(struct run *r, struct lct_answer *answer, size_t *n, struct lct_err *err);

// disks.c: adds what disks of machines are not those of their plan.
int audit_disks(
    struct run *r, struct node *const *nodes, size_t n, struct findings *f, struct lct_err *err);

#endif
