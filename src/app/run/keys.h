// SPDX-License-Identifier: MIT
// The keys of a cluster: all derived from one root secret, stored before its first machine is asked
// for.
#ifndef APP_RUN_KEYS_H
#define APP_RUN_KEYS_H

#include "app/toolkit.h"

struct keys {
    struct secret *root;           // of the cluster
    struct secret *controller;     // private half, OpenSSH format
    const char *const *authorized; // public keys: ours and the user's, NULL-terminated
};

// Reads the root secret of the cluster, or makes and stores it (make). Texts live in the arena.
int keys_open(struct lct *t, struct arena *a, const struct cluster *c, bool make, struct keys *ret,
    struct lct_err *err);
void keys_done(struct keys *k);

// What an agent needs to log in to the nodes (shell/agent): the seed of the controller key, yours,
// and its comment (free() it). LCT_ENOTFOUND: the cluster's secret is not kept here.
int keys_login(struct lct *t, const struct cluster *c, struct secret **seed, char **comment,
    struct lct_err *err);
// The path of the private half of the user's own key, where it is a usual one; NULL: it is none.
// free() it.
char *keys_usual(const struct lct *t);

// The host key of one generation of a node; public half in the arena, private half yours.
int keys_host(const struct keys *k, struct arena *a, const struct node *n,
    struct secret **private_key, const char **public_key, struct lct_err *err);

// Removes the secrets of a cluster that is gone.
int keys_forget(struct lct *t, const struct cluster *c, struct lct_err *err);

// Writes the cluster's known_hosts file and yields its path; free() it.
int known_hosts_write(struct lct *t, const struct cluster *c, struct node *const *nodes, size_t n,
    char **path, struct lct_err *err);

#endif
