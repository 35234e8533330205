// SPDX-License-Identifier: MIT
// What a plan wants of a cluster: expansion and diff against the inventory and the observed cloud.
#ifndef APP_CONVERGE_WANT_H
#define APP_CONVERGE_WANT_H

#include "app/plans/plan.h"
#include "app/run/run.h"
#include "lct/changes.h"
#include "plan/want/resource.h"

struct want {
    struct node **existing;
    size_t n_existing;
    struct desired *desired;
    size_t n_desired;
    struct change *changes;
    size_t n_changes;
    struct resource_change *things; // beside the nodes
    size_t n_things;
    struct diags diags; // by preflight: what stands against it
    bool refreshes;     // nodes are asked what they have, before it is shown
};

struct want_args {
    struct arena *arena;
    const struct cluster *cluster;
    struct batch *drawn; // where numbers of new nodes are drawn; NULL: they are provisional
    const struct observed *seen;
    const char *const *leaving;  // UUIDs of nodes that are to go, NULL-terminated; NULL: none
    const struct map *remake;    // UUIDs of nodes that are to get another machine; NULL: none
    bool mends, deletes_backups; // as of struct diff_args, so the next ones
    const struct map *starts, *stops, *drains, *restarts, *rebuilds;
    bool continues;
    unsigned serial;
};

int want_make(struct lct *t, const struct plan *p, const struct want_args *args, struct want *ret,
    struct lct_err *err);

// The same of what there is to be beside the nodes; plan NULL: nothing. In ret->things. A cluster
// that is being created gets back what one of its name left. volumes: what becomes of those that
// nothing wants any more; where they go, it is those of ret->existing, plan NULL: whatever there
// is.
int want_things(struct run *r, const struct plan *p, enum lct_volumes volumes, struct want *ret,
    struct lct_err *err);
// All of it, as it is built and shown.
struct wants want_all(const struct want *w);
// Sets r->world.holdings, and writes down what is to be made and to go; r->world.members are set.
void want_hold(struct run *r, const struct want *w);
// The plan that the cluster keeps, resolved; NULL: it cannot be read.
const struct plan *want_kept_plan(struct run *r);
// "; 2 volumes are kept: a (20 GB), b (40 GB)": what nothing wants any more; "": there is none.
const char *want_kept(const struct run *r);

#endif
