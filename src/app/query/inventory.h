// SPDX-License-Identifier: MIT
// The inventory as answers, and looking things up in it by the names people use.
#ifndef APP_QUERY_INVENTORY_H
#define APP_QUERY_INVENTORY_H

#include "app/kept.h"

struct doc *node_doc(struct arena *a, const struct node *n, const struct cluster *c);
struct doc *cluster_doc(
    struct arena *a, const struct cluster *c, struct node *const *nodes, size_t n);
struct doc *machine_doc(struct arena *a, const struct machine *m); // one that is no node's
struct doc *operation_doc(struct arena *a, const struct operation *o);
// The one with this number; 0: the newest.
int operation_need(
    struct lct *t, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err);
// The counts of one that runs, from its journal: they are kept when it ends.
int operation_count(struct lct *t, struct arena *a, struct operation *o, struct lct_err *err);

// All nodes of the context with their clusters side by side (clusters[i] of nodes[i]).
struct inventory {
    struct node **nodes;
    struct cluster **clusters;
    size_t n;
};
int inventory_read(struct lct *t, struct arena *a, struct inventory *ret, struct lct_err *err);

// Notes in nodes which volumes belong to them.
void inventory_volumes(struct arena *a, struct node *const *nodes, size_t n,
    struct resource *const *resources, size_t n_resources);

// What a cluster may be called, and a new one of that name, which is not stored.
int cluster_name_check(const char *name, struct lct_err *err);
struct cluster *cluster_new(struct lct *t, struct arena *a, const char *name, const char *app_id);

int cluster_need(
    struct lct *t, struct arena *a, const char *name, struct cluster **ret, struct lct_err *err);
// By label, CLUSTER/NAME, host name (when only one has it), Linode id or UUID.
int node_need(struct lct *t, struct arena *a, const char *name, struct node **ret,
    struct cluster **cluster, struct lct_err *err);
// The same among the nodes of one cluster.
int node_of_cluster(const struct cluster *c, struct node *const *nodes, size_t n, const char *name,
    struct node **ret, struct lct_err *err);

// Its plan said how long it is to live, and that is over.
bool cluster_is_over(const struct cluster *c, int64_t now_ms);

#endif
