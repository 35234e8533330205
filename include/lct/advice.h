// SPDX-License-Identifier: MIT
// What a hint advises. A hint is a sentence; where a call of this library helps it names that call,
// with its arguments, as `to go on: lct_cluster_resume("web")`. Whoever has words of his own for
// these calls - commands, buttons - finds them in the hint of an error, of an answer and of a
// result alike. Arguments that only the caller knows (a plan, a watch) are left out.
#ifndef LCT_ADVICE_H
#define LCT_ADVICE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// The calls, each named as its function, and what they are about. Later versions know more.
enum lct_advice {
    LCT_ADVICE_ACCOUNT_AUDIT,      // see what the account has of ours: lct_account_audit
    LCT_ADVICE_CATALOGUE,          // see what there is of a kind (its word): lct_catalogue
    LCT_ADVICE_CHANGES_DELETE_ALL, // delete a cluster and those that need it:
                                   // lct_changes_delete_all
    LCT_ADVICE_CHANGES_PLAN,       // see what a plan would change of a cluster: lct_changes_plan
    LCT_ADVICE_CHANGES_SAVE,       // keep changes in a file (its path): lct_changes_save
    LCT_ADVICE_CHANGES_STOP_ALL,   // stop a cluster and those that need it: lct_changes_stop_all
    LCT_ADVICE_CHANGES_VOLUMES,    // take none that were kept: lct_changes_volumes
    LCT_ADVICE_CLUSTER_ADOPT,      // take machines into a cluster (and its UUID): lct_cluster_adopt
    LCT_ADVICE_CLUSTER_APPLY,      // make a cluster what its plan says: lct_cluster_apply
    LCT_ADVICE_CLUSTER_AUDIT,      // compare a cluster with what is there: lct_cluster_audit
    LCT_ADVICE_CLUSTER_DELETE,     // delete a cluster (its name): lct_cluster_delete
    LCT_ADVICE_CLUSTER_NODES,      // see a cluster's nodes: lct_cluster_nodes
    LCT_ADVICE_CLUSTER_REBUILD,    // give nodes their system anew: lct_cluster_rebuild
    LCT_ADVICE_CLUSTER_REPLACE,    // make a cluster's node (its name) anew: lct_cluster_replace
    LCT_ADVICE_CLUSTER_RESUME,     // go on with what was left undone: lct_cluster_resume
    LCT_ADVICE_CLUSTER_RETRY,      // try what failed once more: lct_cluster_retry
    LCT_ADVICE_CLUSTER_RUN,        // run commands on a cluster's node (its name): lct_cluster_run
    LCT_ADVICE_CLUSTER_SHOW,       // see how far a cluster is: lct_cluster_show
    LCT_ADVICE_CLUSTER_START,      // start a cluster (its name): lct_cluster_start
    LCT_ADVICE_CLUSTER_STOP,       // stop a cluster (its name): lct_cluster_stop
    LCT_ADVICE_FIREWALL_SHOW,      // see what a cluster's nodes let through: lct_firewall_show
    LCT_ADVICE_HOOK_LIST,          // see a cluster's scripts: lct_hook_list
    LCT_ADVICE_LAB_START,          // start the local Linode: lct_lab_start
    LCT_ADVICE_NODE_LIST,          // see all nodes: lct_node_list
    LCT_ADVICE_NODE_RESCUE_END,    // boot a node (its name) as it was: lct_node_rescue_end
    LCT_ADVICE_NODE_SSH,           // log in to a node as a user: lct_node_ssh
    LCT_ADVICE_OPERATION_LOG, // read what scripts said in an operation (its id): lct_operation_log
    LCT_ADVICE_PLAN_EXPLAIN,  // see the keys of plans: lct_plan_explain
    LCT_ADVICE_PLAN_PACKAGES, // see the plans that come with the library: lct_plan_packages
    LCT_ADVICE_PLAN_PROBLEMS, // see what is wrong with the plan, and where: lct_plan_problems
    LCT_ADVICE_PROFILE_LIST,  // see the profiles: lct_profile_list
    LCT_ADVICE_PROFILE_USE,   // choose a profile: lct_profile_use
    LCT_ADVICE_SECRET_SET,    // keep a secret of a type: lct_secret_set
    LCT_ADVICE_STORE_LIST,    // see the inventory's copies: lct_store_list
    LCT_ADVICE_STORE_RESTORE, // put a copy in its place: lct_store_restore
    LCT_ADVICE_VOLUME_LIST,   // see all volumes: lct_volume_list
};

#define LCT_ADVICE_ABOUT 256 // bytes of an argument, with its NUL

// A call that stands in a hint.
struct lct_advised {
    enum lct_advice advice;
    size_t at, length;               // where it stands in the hint, in bytes
    size_t n;                        // how many arguments it has
    char about[2][LCT_ADVICE_ABOUT]; // these, as they are: not quoted
};

// The first call in the hint at or after that byte; false: there is none. What looks like a call
// that this version does not know is none.
bool lct_advice_next(const char *hint, size_t from, struct lct_advised *ret);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
