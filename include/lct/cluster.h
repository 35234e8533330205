// Clusters: created, shown and deleted as one thing. A cluster is named by its name, its
// application id, its UUID or the UUID's first 8 characters.
#ifndef LCT_CLUSTER_H
#define LCT_CLUSTER_H

#include "lct/plan.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// Creates a cluster, or continues the creation of one with this name whose plan is the same. app_id
// may be NULL. Answers {"operation": {...}, "cluster": {...}, "nodes": [...], "failed": [{node,
// step, message, hint}]}. LCT_EPARTIAL: some nodes failed (the answer says which and why);
// LCT_EEXISTS: the name belongs to a cluster with another plan.
int lct_cluster_create(struct lct *t, const char *name, const char *app_id,
    const struct lct_plan *plan, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err);

// What create or apply would do; changes nothing. {"changes": [{action, node, group, region, type,
// image, reason}], "summary": {create, keep, finish, replace, delete}, "price": {hourly, monthly},
// "estimate_ms"}
int lct_cluster_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err);

// Deletes the machines of a cluster - only what tags and inventory both prove ours.
int lct_cluster_delete(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

int lct_cluster_list(
    struct lct *t, struct lct_answer **ret, struct lct_err *err); // {"clusters": [...]}
int lct_cluster_show(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);
int lct_cluster_nodes(struct lct *t, const char *name, struct lct_answer **ret,
    struct lct_err *err); // {"nodes": [...]}

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
