// What a plan wants beside its nodes, and what of it there is: the same for every noun. A noun says
// what it wants in a file of its own.
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

// placement.c: adds the placement groups of a resolved plan, each once.
void placement_wanted(struct arena *a, const struct plan *p, struct wanted_list *ret);
// The name of the one that the nodes of a node plan are in; NULL: none.
const char *placement_of(const struct node_plan *np);

// All that the plan wants, of every noun.
void resources_wanted(struct arena *a, const struct plan *p, struct wanted_list *ret);

struct resource_change {
    enum change_kind kind; // CREATE, KEEP, FINISH (it is there, or may be) or DELETE
    struct resource *resource;
    const struct thing *seen; // NULL: the cloud shows none
    const char *reason;       // NULL: nothing to say
};

struct resource_args {
    const char *cluster_uuid, *cluster_slug;
    const struct plan *plan; // NULL: none is wanted
    struct resource *const *existing;
    size_t n_existing;
    const struct thing *seen; // all of the account
    size_t n_seen;
    void (*new_uuid)(void *user, char out[static UUID_TEXT]);
    void *user;
};

// LCT_EPLAN: one would have to become what it cannot; LCT_EEXISTS: others have the labels.
int resources_diff(struct arena *a, const struct resource_args *args, struct resource_change **ret,
    size_t *n, struct lct_err *err);

#endif
