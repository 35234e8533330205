// SPDX-License-Identifier: MIT
// The secrets port: small named secrets of a context. What a secret may be called is said here, for
// every provider alike.
#ifndef PORT_SECRETS_H
#define PORT_SECRETS_H

#include "base/arena.h"
#include "base/secret.h"
#include "io/op.h"
#include "model/context.h"

struct secrets;

#define SECRET_SEGMENT_MAX 127
#define SECRET_NAME_MAX 255
#define SECRET_SEGMENTS_MAX 8
#define SECRET_MAX 65536 // bytes of a value

// A name that was checked: up to 8 segments of [a-z0-9._-] with '/' between them, none of which
// begins with '.' or '-'. So a folder of files, a path of Vault's and the argument of a program can
// each hold any of them as it stands. Only secret_name_parse makes one.
struct secret_name {
    char text[SECRET_NAME_MAX + 1];
};

int secret_name_parse(const char *text, struct secret_name *ret, struct lct_err *err);
// Application and customer are each a word of letters, digits, '.', '_', '-', '@', '+'.
int secret_context_check(const struct context *ctx, struct lct_err *err);

// The names that we give ourselves.
#define SECRET_TOKEN "personal-token"
#define SECRET_PUBLIC_KEY "default-root-ssh-public-key"
// "clusters/UUID/root", of which all keys of a cluster are derived.
const char *secret_name_root(const char *cluster_uuid, char out[static SECRET_NAME_MAX + 1]);

typedef void secrets_get_fn(void *user, const struct lct_err *err, const struct secret *value);
typedef void secrets_done_fn(void *user, const struct lct_err *err);
typedef void secrets_list_fn(
    void *user, const struct lct_err *err, const char *const *names, size_t n);

// A driver. Each slot may take seconds, over a network, and is an op for that. Contexts and names
// are checked before a driver is asked, and values are of SECRET_MAX bytes at most; all are
// borrowed until the callback.
struct secrets_ops {
    const char *name; // "none", "plain", ...
    struct op *(*get)(struct secrets *s, const struct context *ctx, const struct secret_name *name,
        secrets_get_fn *fn, void *user); // LCT_ENOTFOUND
    // Durable when it succeeds. LCT_EEXISTS: the provider cannot keep both "a" and "a/b".
    struct op *(*set)(struct secrets *s, const struct context *ctx, const struct secret_name *name,
        const struct secret *value, secrets_done_fn *fn, void *user);
    // All of the context, in any order, and whatever else lies among them: what is no name is
    // passed over.
    struct op *(*list)(
        struct secrets *s, const struct context *ctx, secrets_list_fn *fn, void *user);
    struct op *(*remove)(struct secrets *s, const struct context *ctx,
        const struct secret_name *name, secrets_done_fn *fn, void *user); // LCT_ENOTFOUND
    void (*close)(struct secrets *s);
};

struct secrets {
    const struct secrets_ops *ops;
};

// The only way to a driver. For code outside of callbacks (LCT_EUSAGE within one): checks context
// and name, asks, and runs the loop until the answer is there; timers go on meanwhile.
int secrets_get_now(struct loop *l, struct secrets *s, const struct context *ctx, const char *name,
    struct secret **ret, struct lct_err *err);
int secrets_set_now(struct loop *l, struct secrets *s, const struct context *ctx, const char *name,
    const struct secret *value, struct lct_err *err);
// In order, in the arena.
int secrets_list_now(struct loop *l, struct secrets *s, const struct context *ctx, struct arena *a,
    const char ***names, size_t *n, struct lct_err *err);
int secrets_remove_now(struct loop *l, struct secrets *s, const struct context *ctx,
    const char *name, struct lct_err *err);

#endif
