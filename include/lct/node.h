// SPDX-License-Identifier: MIT
// Single nodes: a cluster of one, so everything works on it. A node is named by its label, its host
// name (when only one has it) or CLUSTER/NAME, its Linode id or its UUID.
#ifndef LCT_NODE_H
#define LCT_NODE_H

#include "lct/cluster.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// What the node shall be.
struct lct_node_args {
    const char *const *words; // NULL-terminated, any order: region, type, image
    const char *name;         // NULL: made up
    const char *kernel;       // NULL: the image's
    const char *const *tags;  // NULL-terminated, or NULL
    const char *const *init;  // "SCHEME:VALUE", NULL-terminated, or NULL
    bool accept_substitutes;  // a retired image or type becomes its successor
};

// The plan of one node out of words; then lct_cluster_create makes it. *ret is yours
// (lct_plan_free), *name the cluster's name to use (free() it).
int lct_node_plan(struct lct *t, const struct lct_node_args *args, struct lct_plan **ret,
    char **name, struct lct_err *err);

// {"nodes": [...]}: all of the context.
int lct_node_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// {"node"}. LCT_ENOTFOUND: there is none; LCT_EUSAGE: several have that name.
int lct_node_show(struct lct *t, const char *node, struct lct_answer **ret, struct lct_err *err);

// How to log in with OpenSSH: {"argv": [...], "host", "user"}; argv[0] is "ssh", without a command
// at the end. user NULL: the admin user. agent: the socket of the agent that has the cluster's key
// (lct_agent_socket), which is to serve while ssh logs in; NULL: by the user's own key. Writes the
// cluster's known_hosts file. LCT_EWAIT: it has no address yet, or none that is reached straight
// from here.
int lct_node_ssh(struct lct *t, const char *node, const char *user, const char *agent,
    struct lct_answer **ret, struct lct_err *err);

// Deletes one node and its machine; the cluster's other nodes stay. Answers as lct_cluster_create.
int lct_node_delete(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
