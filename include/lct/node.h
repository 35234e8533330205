// SPDX-License-Identifier: MIT
// Single nodes: a cluster of one, so everything works on it. A node is named by its label, its host
// name (when only one has it) or CLUSTER/NAME, its Linode id or its UUID.
//
// What is done with a machine that is there - rescue, a password, a clone, backups - is an
// operation on the node's cluster, under its lease and in its history, which answers as
// lct_cluster_create. One that is interrupted goes on when it is called again; lct_cluster_resume
// makes the node ready instead. A node that was ready before is so afterwards, and one that had
// failed is as failed. LCT_ENOTFOUND: no such node, or its machine is gone.
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
    const char *const *set;   // "KEY=VALUE" of a node plan, the value as YAML; likewise
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

// Boots the machine into the cloud's rescue system, with the devices that its configuration has; it
// is shut down before. Nothing on them changes. The node is "stopped" until lct_node_rescue_end: no
// command of ours logs in, for who answers there has another host key.
int lct_node_rescue(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);
// Boots it as it was. In rescue or not: it is shut down before.
int lct_node_rescue_end(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

#define LCT_PASSWORD_MIN 7   // bytes that a password has at least
#define LCT_PASSWORD_MAX 128 // and at most

// Gives root another password, for the console: nodes of ours take none by SSH. The machine is shut
// down meanwhile, and boots again. n: bytes of the password, which is kept nowhere. LCT_EFAILED:
// the cloud finds it too weak, or the machine has several disks beside swap; LCT_EUSAGE: too short
// or too long.
int lct_node_password(struct lct *t, const char *node, const void *password, size_t n,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Draws such a password: calls back with it, and wipes it afterwards.
int lct_password_draw(struct lct *t, void (*use)(void *user, const void *password, size_t n),
    void *user, struct lct_err *err);

// Makes another Linode with copies of its machine's disks, of the same type in the same region,
// with that label and the tags of the plan. It belongs to no cluster: none of our tags is left on
// it, the inventory does not know it. It is off, has addresses of its own and no volume, and costs
// from now on. The answer has {"clone": {id, label, region, type}}, too. What is written while it
// is copied may be on it by half. LCT_EPARTIAL, with LCT_EEXISTS in `failed`: the label is taken.
int lct_node_clone(struct lct *t, const char *node, const char *label,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);
// {"node", "label", "price": {hourly, monthly}, USD, or null where nobody knows}: what that would
// make.
int lct_node_clone_preview(struct lct *t, const char *node, const char *label,
    struct lct_answer **ret, struct lct_err *err);

// The cloud's backups of its machine: {"node", "enabled", "price": {hourly, monthly} of having
// them, USD, or null, "backups": [{id, label, status, created, finished, size_mb, snapshot,
// complete, under_way}]}, the oldest first. label: null of those made unasked; snapshot: it was
// asked for; complete: it can be restored.
int lct_node_backup_list(
    struct lct *t, const char *node, struct lct_answer **ret, struct lct_err *err);
// Has one made, of the machine as it is, and waits until it is complete. The one before that was
// asked for goes then. label NULL: the node's. enable: backups are enabled where they are not,
// which costs from then on; else that is LCT_EUSAGE. The answer has {"backup": {id, label}}, too.
int lct_node_backup_take(struct lct *t, const char *node, const char *label, bool enable,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);
// Puts the disks of a backup (its id) in the place of all that the machine has on disks now, which
// is lost. It is shut down, and boots again, whatever became of it. A machine with volumes is left
// as it is: LCT_EPARTIAL.
int lct_node_backup_restore(struct lct *t, const char *node, const char *backup,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
