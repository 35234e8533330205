// SPDX-License-Identifier: MIT
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
// step, code, message, hint}], "firewalls": [{node, label, found}] nodes on which another hand's
// changes were found}. LCT_EPARTIAL: some nodes failed (the answer says which and why);
// LCT_EEXISTS: the name belongs to a cluster with another plan, or machines of its name are at the
// account that the inventory does not know; LCT_EPLAN also when it depends on a cluster that there
// is not, or that needs it. One that it needs and that is stopped starts before it.
int lct_cluster_create(struct lct *t, const char *name, const char *app_id,
    const struct lct_plan *plan, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err);

// Makes the cluster what the plan says now: creates, changes, replaces (a new type or image means a
// new machine) and deletes nodes; the others hear of it. Answers as create does.
int lct_cluster_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// What the n of a struct lct_count is.
enum lct_count_how {
    LCT_COUNT_SET,  // so many there shall be
    LCT_COUNT_MORE, // so many more than there are
    LCT_COUNT_LESS, // so many fewer
};

// How many nodes a group shall have.
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

// Gives nodes other machines under the same names, by the plan that the cluster keeps: what is on
// their disks is lost; the others hear of their addresses. nodes: names or labels, NULL-terminated.
// Answers as create does.
int lct_cluster_replace(struct lct *t, const char *name, const char *const *nodes,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Gives the machines of nodes a fresh system of the plan's image, in place: the same Linode, its
// addresses, its name, its volumes; what is on the disk that it boots is lost, or on all of its
// disks where its plan names none. As many of a node plan at once as its update: says, each set up
// as a new one and serving again before the next goes. LCT_EUSAGE: one of them cannot be, such as
// one that is stopped or was never ready. nodes and the answer as of lct_cluster_replace.
int lct_cluster_rebuild(struct lct *t, const char *name, const char *const *nodes,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Who is started, stopped, drained or restarted, and how.
struct lct_power_args {
    const char *on;  // a selector (lct/run.h); NULL: all nodes
    bool force;      // of stop, drain and restart: whatever hooks and services do, it goes on
    unsigned serial; // of restart: so many of a node plan at once; 0: as its update: says, or one
};

// Starts nodes that are off or drained, or were about to be, in the order of the plan's start:,
// each with the events of a start; what changed meanwhile is brought to them; before them what the
// cluster needs, where that is stopped. args may be NULL. Answers as create does.
int lct_cluster_start(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Stops nodes in the order of the plan's stop:, or of start: backwards: their hooks, their
// services, then their machines, by the API, so that no watchdog boots them again. They stay
// members, and cost as before. A node whose hook or service does not come to an end runs on.
// LCT_EUSAGE: other clusters need it all, and are not stopped (lct_changes_stop_all). Answers as
// create does.
int lct_cluster_stop(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Drains nodes, as before maintenance of their hosts: what lct_cluster_stop does without the
// machines' going off. They are taken out of their NodeBalancers, their hooks and services stop in
// order; then they are "drained". Their machines run on and can be logged in to, hear of the others
// and who may log in, and are given what they serve with only when lct_cluster_start ends it,
// with the events of a start. Another machine in its place serves. Those that are off stay off;
// LCT_EUSAGE: all that are meant are, or were never ready. LCT_EPLAN: of those with votes no
// majority would serve. Answers as create does.
int lct_cluster_drain(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Restarts nodes, a few at a time of those of a node plan, node plan after node plan in the order
// of start:. Of each its hooks and services stop as lct_cluster_stop has them, its machine goes off
// and boots once, it has the events of a start, and serves again before the next one goes; what
// does not come back holds up those after it. Of those with votes a majority stays, whatever serial
// says. Nodes that are off or drained stay so; LCT_EUSAGE: all that are meant are. Answers as
// create does.
int lct_cluster_restart(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Goes on with what an operation left undone that was killed, interrupted or cut off: by the plan
// and the files that the cluster keeps. A hook that failed or was interrupted on its node stays so.
// Answers as create does.
int lct_cluster_resume(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);
// The same, and tries what failed once more, hooks too.
int lct_cluster_retry(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

// Compares inventory, cloud and nodes; changes nothing. {"cluster", "agree", "orphans": machines
// that carry the cluster's tag and are no node's, "lost": nodes whose machine is gone,
// "unfinished": nodes not made to their end, "changed": what another hand did to machines, [{node,
// label, id, what, message, hint}], "resources": the like of things beside the nodes,
// "rebuilds_known": false where the token may not read the account's events, "firewalls": [{node,
// label, found}] nodes whose firewall is not what was brought, "own_firewalls": likewise those that
// see to it themselves, which is no disagreement, "unseen": [{node, label, message}] nodes that run
// and did not answer}. Logs in to each node that runs.
int lct_cluster_audit(
    struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);

// What of the account carries our tags and is in no cluster of the context: {"agree", "clusters":
// [{uuid, name, machines: [machine with node]}]}; name is null of a cluster that the inventory does
// not know, uuid where the tags do not tell; "volumes": [{id, label, region, size_gb, linode: that
// has it}] likewise, null where the token may not read them. Changes nothing.
int lct_account_audit(struct lct *t, struct lct_answer **ret, struct lct_err *err);

// How machines are taken in.
struct lct_adopt_args {
    const char *uuid;            // of the cluster, or its beginning; NULL: the only one there is
    const struct lct_plan *plan; // tells groups and names where the inventory has none; may be NULL
};

// Takes machines in that carry our tags and that the inventory forgot, into the cluster of this
// name; where there is none, it is made of those of a cluster that the inventory does not know.
// Each node that runs must prove itself by the cluster's secrets; one that does not, or where these
// are lost, is kept as failed: it can be deleted or replaced. Answers as create does. LCT_EPARTIAL:
// not all are verified; LCT_ENOTFOUND: there are no such machines; LCT_EUSAGE: there are several
// such clusters.
int lct_cluster_adopt(struct lct *t, const char *name, const struct lct_adopt_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// What adopt would take in: {"cluster", "uuid", "known": the inventory has the cluster, "nodes":
// [node], "left": machines with its tag that are no node's of their own}.
int lct_cluster_adopt_preview(struct lct *t, const char *name, const struct lct_adopt_args *args,
    struct lct_answer **ret, struct lct_err *err);

// Which Linodes are imported, and how one logs in to them.
struct lct_import_args {
    const char *const *linodes; // labels, which may have * and ? in them, or ids; NULL-terminated,
                                // or NULL
    const char *tag;            // those that have it; NULL: none for that
    const char *terraform;      // file: a state of Terraform's; NULL: none
    const char *login;          // root, or who may use sudo without a password; NULL: root
    const char *identity;       // file: his private key, in OpenSSH's format, not encrypted
    const char *known_hosts;    // file: host keys, of which one of each (ssh-ed25519) must be there
};

// Takes Linodes that others made, with the volumes that are attached to them, into the inventory as
// a new cluster; nothing of them is changed before lct_cluster_apply: that gives them our tags,
// logs in by identity, once, and makes them what the plan says. {"cluster", "plan": the plan that
// says what there is, as YAML, "nodes": [machine with group, name, volumes: their labels]}.
// LCT_ENOTFOUND: there is no such Linode; LCT_EEXISTS: there is such a cluster, or one of them is
// in one; LCT_EAUTH: no host key of one is known; LCT_EPLAN: no plan can say what there is.
int lct_cluster_import(struct lct *t, const char *name, const struct lct_import_args *args,
    struct lct_answer **ret, struct lct_err *err);
// The same answer; nothing is kept.
int lct_cluster_import_preview(struct lct *t, const char *name, const struct lct_import_args *args,
    struct lct_answer **ret, struct lct_err *err);

// Deletes the machines of a cluster - only what tags and inventory both prove ours. Answers as
// create does. LCT_EPARTIAL also when machines with its tag are left that the inventory does not
// know: then it, and its keys, are kept. LCT_EUSAGE: other clusters need it
// (lct_changes_delete_all).
int lct_cluster_delete(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

// Clusters whose plans said how long they are to live (expires), and whose time is over:
// {"clusters": [cluster]}. Changes nothing.
int lct_cluster_expired(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// Deletes such a one as lct_cluster_delete does. LCT_EUSAGE: its time is not over, or was prolonged
// meanwhile.
int lct_cluster_expire(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

// {"clusters": [...]} of the context.
int lct_cluster_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// {"cluster": with "dependents", the names of those that need it, "nodes", "resources": what it has
// beside them, "cloud_error"}. Where there is a token the cloud is asked what it has of them, for a
// few seconds at most: "status" of a node is Linode's word for its machine, "gone", or null where
// that is not known; cloud_error says why it is not.
int lct_cluster_show(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);
// The same without the cluster and its resources: {"nodes", "cloud_error"}.
int lct_cluster_nodes(
    struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err);
// A picture of the nodes there are, by the plan that the cluster keeps; as lct_plan_graph, with
// colours for states.
int lct_cluster_graph(struct lct *t, const char *name, const char *format, bool all,
    struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
