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

// What create would do with the same arguments: the cloud and the inventory are read, nothing is
// changed. {"operation": "create", "cluster", "changes": [{action, node, label, group, region,
// type, image, reason, loses_disks, fields: [{field, from, to, forces_replacement}], pushes:
// ["firewall", "hosts", "users", "files"], contents: [{what, name, of, action, note, diff}]
// (docs/json.md), price: {hourly, monthly}}], "summary": {create, keep, update, finish, replace,
// delete, push}, "price": {hourly, monthly, nodes, backups, volumes, balancers: {hourly, monthly},
// before: the same of what there is, difference: {hourly, monthly}}, "estimate_ms": about how long
// it takes, "limit": {creates, limit, window_ms}: so many Linodes at so many in so long, null when
// no limit makes them wait}. Numbers of new nodes are provisional; prices are USD. Errors as of
// create.
int lct_cluster_create_preview(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err);

// The same of apply, or, when there is no cluster of that name, of create.
int lct_cluster_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err);

// Makes the cluster what the plan says now: creates, changes, replaces (a new type or image means a
// new machine) and deletes nodes; the others hear of it. Answers as create does.
int lct_cluster_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// What apply would do; answers as lct_cluster_create_preview.
int lct_cluster_apply_preview(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err);

enum lct_count_how { LCT_COUNT_SET, LCT_COUNT_MORE, LCT_COUNT_LESS };

struct lct_count {
    const char *group; // "GROUP", or "REGION/GROUP" where several regions have it; NULL ends a list
    enum lct_count_how how;
    unsigned n;
};

// Grows and shrinks groups, by the plan that the cluster keeps. Those with the highest numbers
// leave, or the nodes of remove (names or labels, NULL-terminated, may be NULL), with which their
// groups shrink unless a count is said. What counts are said stays until the next apply. Answers as
// create does.
int lct_cluster_scale(struct lct *t, const char *name, const struct lct_count *counts,
    const char *const *remove, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err);

// What scale would do; answers as lct_cluster_create_preview.
int lct_cluster_scale_preview(struct lct *t, const char *name, const struct lct_count *counts,
    const char *const *remove, struct lct_answer **ret, struct lct_err *err);

// Goes on with what an operation left undone that was killed, interrupted or cut off: by the plan
// and the files that the cluster keeps. A hook that failed or was interrupted on its node stays so.
int lct_cluster_resume(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);
// The same, and tries what failed once more, hooks too.
int lct_cluster_retry(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

// Compares inventory, cloud and nodes; changes nothing. {"cluster", "agree", "orphans": machines
// that carry the cluster's tag and are no node's, "lost": nodes whose machine is gone,
// "unfinished": nodes not made to their end, "firewalls": [{node, label, found}] nodes whose
// firewall is not what was brought, "unseen": [{node, label, message}] nodes that run and did not
// answer}. Logs in to each node that runs.
int lct_cluster_audit(
    struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);

// What delete would do; answers as lct_cluster_create_preview. Machines that carry the cluster's
// tag and are no node's are named among the problems: they would stay.
int lct_cluster_delete_preview(
    struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);

// Deletes the machines of a cluster - only what tags and inventory both prove ours.
int lct_cluster_delete(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

int lct_cluster_list(
    struct lct *t, struct lct_answer **ret, struct lct_err *err); // {"clusters": [...]}
int lct_cluster_show(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);
int lct_cluster_nodes(struct lct *t, const char *name, struct lct_answer **ret,
    struct lct_err *err); // {"nodes": [...]}
// A picture of the nodes there are, by the plan that the cluster keeps; as lct_plan_graph, with
// colours for states.
int lct_cluster_graph(struct lct *t, const char *name, const char *format, bool all,
    struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
