// SPDX-License-Identifier: MIT
// Machines that carry our tags and are no node's of the inventory: they cost money, and nobody
// knows of them.
#ifndef APP_RUN_STRAYS_H
#define APP_RUN_STRAYS_H

#include "app/run/observe.h"
#include "model/plan.h"
#include "text/schema.h"

struct stray {
    const struct machine *machine;
    char cluster[UUID_TEXT]; // by its tags; "": they do not say
    char node[UUID_TEXT];    // likewise
    unsigned generation;
};

struct strays {
    struct stray *items; // those of a cluster side by side
    size_t n;
};

// Of all that was observed, what is not the machine of one of these nodes. cluster_uuid NULL: of
// any cluster; nodes are then those of all.
void strays_find(struct arena *a, const struct observed *o, const char *cluster_uuid,
    struct node *const *nodes, size_t n, struct strays *ret);

// "Linode 5 (web-02), Linode 6 (web-03) and 4 others"
const char *strays_text(struct arena *a, const struct strays *s);

// All of the account: what is no node's of any cluster of the context.
int strays_of_account(struct lct *t, struct arena *a, const struct observed *o, struct strays *ret,
    struct lct_err *err);

// Is a label that is wanted for a new node of c a stray's? Then nothing is made beside it:
// LCT_EEXISTS says what to do.
int strays_refuse(struct arena *a, const struct strays *all, const char *label,
    const struct cluster *c, struct lct_err *err);

// A cluster that has no nodes yet is to be made by a plan: machines of its name are of an earlier
// one, which the inventory forgot (LCT_EEXISTS); all other strays are told as warnings.
int strays_beside(struct lct *t, struct arena *a, const struct observed *o, const struct cluster *c,
    const struct plan *p, struct diags *diags, struct lct_err *err);

#endif
