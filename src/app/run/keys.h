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
// The same for who only looks: nothing is made or stored.
int keys_look(
    struct lct *t, struct arena *a, const struct cluster *c, struct keys *ret, struct lct_err *err);
void keys_done(struct keys *k);

// The host key of one generation of a node; public half in the arena, private half yours.
int keys_host(const struct keys *k, struct arena *a, const struct node *n,
    struct secret **private_key, const char **public_key, struct lct_err *err);

// Removes the secrets of a cluster that is gone.
int keys_forget(struct lct *t, const struct cluster *c, struct lct_err *err);

// Path of the file with the controller key, for ssh -i; free() it. LCT_EFAILED when the provider
// has none.
int keys_file(struct lct *t, const struct cluster *c, char **ret, struct lct_err *err);

// Writes the cluster's known_hosts file and yields its path; free() it.
int known_hosts_write(struct lct *t, const struct cluster *c, struct node *const *nodes, size_t n,
    char **path, struct lct_err *err);

#endif
