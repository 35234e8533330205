// SPDX-License-Identifier: MIT
// Taking in what the inventory forgot: adopt.c does it, adopt_names.c finds out by the plan which
// nodes the machines are.
#ifndef APP_OPERATION_ADOPT_H
#define APP_OPERATION_ADOPT_H

#include "app/plans/plan.h"
#include "app/run/run.h"

struct adopting {
    struct run *run;
    const struct lct_adopt_args *args;
    bool is_new;         // the cluster was not in the inventory
    bool keys_lost;      // its secrets are lost, too
    struct node **known; // that the inventory has
    size_t n_known;
    struct node **nodes; // to be taken in, then those that are to be verified again
    size_t n_strays, n_nodes;
    const struct machine **left; // of the cluster, but no node's of their own
    size_t n_left;
    struct map next; // counter -> what it yields next
};

// Groups, numbers and names of the new nodes: by the plan where their labels are those that it
// makes, else by the usual form of labels.
void adopt_names(struct adopting *x);

// No number of a node that was taken in is drawn again. The cluster is in the store.
int adopt_counters(struct adopting *x, struct lct_err *err);

// Where there are more than the plan says, scale said so: the inventory forgot that, too.
void adopt_counts(struct adopting *x);

// What is verified and hardened is known to have had its scripts.
void adopt_hooks(struct adopting *x);

#endif
