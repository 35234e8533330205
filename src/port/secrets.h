// SPDX-License-Identifier: MIT
// The secrets port: small named secrets of a context. Names are paths of [a-z0-9._-] segments:
// "personal-token", "clusters/<uuid>/root".
#ifndef PORT_SECRETS_H
#define PORT_SECRETS_H

#include "base/secret.h"
#include "io/op.h"
#include "model/context.h"

struct secrets;

#define secret_context context

typedef void secrets_get_fn(void *user, const struct lct_err *err, const struct secret *value);
typedef void secrets_done_fn(void *user, const struct lct_err *err);
typedef void secrets_list_fn(
    void *user, const struct lct_err *err, const char *const *names, size_t n);

struct secrets_ops {
    const char *name; // "none", "plain", ...
    struct op *(*get)(struct secrets *s, const struct secret_context *ctx, const char *name,
        secrets_get_fn *fn, void *user); // LCT_ENOTFOUND
    struct op *(*set)(struct secrets *s, const struct secret_context *ctx, const char *name,
        const struct secret *value, secrets_done_fn *fn, void *user); // durable when it succeeds
    struct op *(*list)(struct secrets *s, const struct secret_context *ctx, const char *prefix,
        secrets_list_fn *fn, void *user);
    struct op *(*remove)(struct secrets *s, const struct secret_context *ctx, const char *name,
        secrets_done_fn *fn, void *user);
    // Path of a 0600 file that holds just this secret, for programs that want a file (ssh -i);
    // free() it. NULL slot: this provider has none. LCT_ENOTFOUND: there is no such secret.
    int (*file)(struct secrets *s, const struct secret_context *ctx, const char *name, char **ret,
        struct lct_err *err);
    void (*close)(struct secrets *s);
};

struct secrets {
    const struct secrets_ops *ops;
};

// For code outside of callbacks: runs the loop until the answer is there.
int secrets_get_now(struct loop *l, struct secrets *s, const struct secret_context *ctx,
    const char *name, struct secret **ret, struct lct_err *err);
int secrets_set_now(struct loop *l, struct secrets *s, const struct secret_context *ctx,
    const char *name, const struct secret *value, struct lct_err *err);

#endif
