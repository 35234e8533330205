// SPDX-License-Identifier: MIT
// Clusters that need each other: who needs whom, and in which order they come.
#ifndef APP_QUERY_DEPENDS_H
#define APP_QUERY_DEPENDS_H

#include "app/kept.h"
#include "model/plan.h"

struct depends {
    struct arena *arena;
    struct cluster **clusters; // the living ones of the context
    size_t n;
    struct map by_name;
};

// In the arena; call depends_done whatever it yields.
int depends_read(struct lct *t, struct arena *a, struct depends *ret, struct lct_err *err);
void depends_done(struct depends *d);
OWN_STRUCT(depends, struct depends, depends_done);

// Those of these names, and all that they need in turn, each behind what it needs itself;
// NULL-terminated. names may be NULL.
struct cluster **depends_needed(const struct depends *d, const char *const *names);
// All that need it, also by way of others, each before what it needs itself; NULL-terminated.
struct cluster **depends_dependents(const struct depends *d, const struct cluster *c);

// May a cluster of that name have the plan? LCT_EPLAN: what it depends on is not there, or needs
// it.
int depends_check(
    const struct depends *d, const char *name, const struct plan *p, struct lct_err *err);

#endif
