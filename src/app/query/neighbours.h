// SPDX-License-Identifier: MIT
// The clusters that the plan of one names: those that it needs, and those of its rules.
#ifndef APP_QUERY_NEIGHBOURS_H
#define APP_QUERY_NEIGHBOURS_H

#include "app/kept.h"
#include "step/world.h"

struct neighbours {
    struct neighbour *items;
    size_t n;
};

// Whom the plan names, and the rules that are open for a time; their nodes are not read.
struct neighbours neighbours_named(
    struct arena *a, const struct plan *p, const struct opened *opened, size_t n_opened);
// Names of clusters, each once; NULL: none.
const char *const *neighbours_clusters(struct arena *a, const struct plan *p);
// Reads their nodes: one question for all. One that is not there, or not yet, has nobody.
int neighbours_read(struct lct *t, struct arena *a, struct neighbours *all, struct lct_err *err);
// Of all that nodes are told of those of the clusters with these names, which are among all.
const char *neighbours_digest(
    struct arena *a, const struct neighbours *all, const char *const *clusters);
// Has it heard of all that became of those that its plan names?
int neighbours_heard(
    struct lct *t, struct arena *a, const struct cluster *c, bool *ret, struct lct_err *err);

#endif
