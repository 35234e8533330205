// SPDX-License-Identifier: MIT
// The scripts that a plan runs on its nodes: which ran where, and running some of them again.
#ifndef LCT_HOOK_H
#define LCT_HOOK_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// Which of them.
struct lct_hook_args {
    const char *on;    // which nodes, as of struct lct_runner_args; NULL: all
    const char *steps; // which scripts: "EVENT/NAME" or "NAME", with globs and ranges; NULL: all
};

// The scripts of the plan that the cluster keeps, on the nodes that are chosen: {"cluster",
// "hooks": [{node, label, step, ran: when it last ran to a good end (null: it did not), changed:
// that was with another text, state: the node's}]}. args may be NULL. LCT_ENOTFOUND: no such
// cluster, nodes or scripts. No request is made, and nobody is logged in to.
int lct_hook_list(struct lct *t, const char *cluster, const struct lct_hook_args *args,
    struct lct_answer **ret, struct lct_err *err);

// Runs such scripts once more on those nodes that are started, whatever came of it before, as an
// operation of its own; on one node in the order of the plan. A node whose script fails stays
// started. One that is interrupted is not resumed: the call is made again. args may be NULL.
// Answers as lct_cluster_create.
int lct_hook_rerun(struct lct *t, const char *cluster, const struct lct_hook_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
