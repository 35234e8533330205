// SPDX-License-Identifier: MIT
// Errands: what is done with the machine of one node, which is there already, as an operation of
// its own under its cluster's lease. What the node is by its plan stays as it is.
#ifndef APP_ERRAND_ERRAND_H
#define APP_ERRAND_ERRAND_H

#include "app/converge/converge.h"

struct errand {
    const char *kind;              // of the operation: "rescue"
    const char *done;              // "is in rescue": the summary, behind the node's name
    bool returns;                  // the node is to be what it was before
    const struct secret *password; // that root is to have; NULL: it keeps its own
    // Whether it can be, before anything is; NULL: it can. The node's machine is seen.
    int (*check)(const struct node *n, void *user, struct lct_err *err);
    // Adds the steps to r->graph, and yields the last one.
    struct step *(*build)(struct run *r, struct member *m, void *user);
    void (*tell)(struct lct_answer *answer, void *user); // what else came of it; NULL: nothing
    void *user;
};

// Answers as lct_cluster_create. LCT_ENOTFOUND: no such node, or it has no machine.
int errand_run(struct lct *t, const char *node, const struct errand *e,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// The machine of the node, in r->seen, becomes node->seen.
int errand_machine(const struct run *r, struct node *n, struct lct_err *err);
// A step of a member's, behind another one (NULL: none).
struct step *errand_step(
    struct run *r, const struct step_kind *kind, struct member *m, struct step *before);
// Those that boot it, and log in, if it is one that is booted; anyway: however what is before goes.
struct step *errand_boot(struct run *r, struct member *m, struct step *before, bool anyway);

#endif
