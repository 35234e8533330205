// SPDX-License-Identifier: MIT
// What the inventory has, read while the loop runs: for code outside of callbacks. The store is
// open.
#ifndef APP_KEPT_H
#define APP_KEPT_H

#include "app/toolkit.h"
#include "base/map.h"

// Answers questions, all of one moment, into a.
int kept_answer(struct lct *t, struct arena *a, struct ask *asks, size_t n, struct lct_err *err);
// One of them: an array of pointers, n of them; NULL: it failed.
void *kept(struct lct *t, struct arena *a, struct ask ask, size_t *n, struct lct_err *err);

// The living clusters of the context, by name.
struct cluster **kept_clusters(struct lct *t, struct arena *a, size_t *n, struct lct_err *err);
// By region, group and index; cluster NULL: of all clusters of the context.
struct node **kept_nodes(
    struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err);
struct resource **kept_resources(
    struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err);
struct rule_opening **kept_openings(
    struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err);
struct fact **kept_facts(
    struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err);
// The plans that a cluster had, the last first.
struct cluster **kept_plans(
    struct lct *t, struct arena *a, const char *cluster, size_t *n, struct lct_err *err);
// The newest operations first; cluster NULL: of all.
struct operation **kept_operations(struct lct *t, struct arena *a, const char *cluster, size_t most,
    size_t *n, struct lct_err *err);
struct journal_step **kept_steps(
    struct lct *t, struct arena *a, int64_t operation, size_t *n, struct lct_err *err);
// fence 0: nobody ever operated it.
int kept_lease(
    struct lct *t, struct arena *a, const char *cluster, struct lease *ret, struct lct_err *err);

// Of counters of a cluster, what comes next; a new map of numbers, to be asked by counted_next.
int kept_counters(
    struct lct *t, struct arena *a, const char *cluster, struct map *ret, struct lct_err *err);
int64_t counted_next(const struct map *counters, const char *name);

#endif
