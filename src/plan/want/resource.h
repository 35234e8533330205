// SPDX-License-Identifier: MIT
// What a plan wants beside its nodes, and what of it there is: the same for every noun.
#ifndef PLAN_WANT_RESOURCE_H
#define PLAN_WANT_RESOURCE_H

#include "model/resource.h"
#include "plan/plan.h"

struct wanted {
    enum noun noun;
    const char *name, *region, *traits;
};

struct wanted_list {
    struct wanted *items;
    size_t n, cap;
};

// How a noun reads a resolved plan: a row for each, the functions in NOUN.c.
struct noun_want {
    // Adds those that the plan wants, each once.
    void (*wanted)(struct arena *a, const struct plan *p, struct wanted_list *ret);
    // What of them the catalogue says cannot be, in one region.
    void (*limits)(const struct region_plan *rp, struct diags *diags);
};

extern const struct noun_want placement_want, volume_want;
extern const struct noun_want *const noun_wants[N_NOUNS];

// All that the plan (NULL: none) wants, of every noun.
void resources_wanted(struct arena *a, const struct plan *p, struct wanted_list *ret);

// placement.c: the name of the group that the nodes of a node plan are in; NULL: none.
const char *placement_of(const struct node_plan *np);

struct resource_change {
    enum change_kind kind; // CREATE, KEEP, FINISH (it is there, or may be) or DELETE
    struct resource *resource;
    const struct thing *seen; // NULL: the cloud shows none
    const char *reason;       // NULL: nothing to say
};

struct resource_args {
    const char *cluster_uuid, *cluster_slug;
    const struct wanted_list *wanted;
    struct resource *const *existing;
    size_t n_existing;
    const struct things *seen; // all of the account, a list for each noun
    void (*new_uuid)(void *user, char out[static UUID_TEXT]);
    void *user;
};

// LCT_EPLAN: one would have to become what it cannot; LCT_EEXISTS: others have the labels.
int resources_diff(struct arena *a, const struct resource_args *args, struct resource_change **ret,
    size_t *n, struct lct_err *err);

#endif
