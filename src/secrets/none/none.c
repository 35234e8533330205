// SPDX-License-Identifier: MIT
// The secrets provider that keeps nothing.
#include <stdlib.h>

#include "base/mem.h"
#include "secrets/none/open.h"

struct none {
    struct secrets secrets;
    struct loop *loop;
};

struct refusing {
    struct op op;
    union {
        secrets_get_fn *get;
        secrets_done_fn *done;
        secrets_list_fn *list;
    };
    void *user;
};

// Never called: the outcome is known before the start returns.
static void
stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

static void
deliver_get(struct op *op, const struct lct_err *err)
{
    struct refusing *r = (struct refusing *)op;

    r->get(r->user, err, NULL);
}

static void
deliver_done(struct op *op, const struct lct_err *err)
{
    struct refusing *r = (struct refusing *)op;

    r->done(r->user, err);
}

static void
deliver_list(struct op *op, const struct lct_err *err)
{
    struct refusing *r = (struct refusing *)op;

    r->list(r->user, err, NULL, 0);
}

static struct refusing *
start(struct secrets *s, op_deliver_fn *deliver, void *user)
{
    struct refusing *r =
        op_start(((struct none *)s)->loop, sizeof(struct refusing), 0, stop, deliver);

    r->user = user;
    return r;
}

static struct op *
end_absent(struct refusing *r, const struct secret_name *name)
{
    struct lct_err err;

    lct_fail(&err, LCT_ENOTFOUND, "there is no secret %s: the provider is \"none\"", name->text);
    op_end(&r->op, &err);
    return &r->op;
}

static struct op *
none_get(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_get_fn *fn, void *user)
{
    struct refusing *r = start(s, deliver_get, user);

    r->get = fn;
    return end_absent(r, name);
}

static struct op *
none_set(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    const struct secret *value, secrets_done_fn *fn, void *user)
{
    struct refusing *r = start(s, deliver_done, user);
    struct lct_err err;

    r->done = fn;
    lct_fail(&err, LCT_EUSAGE, "cannot keep the secret %s: the provider is \"none\"", name->text);
    lct_hint(&err, "choose one that keeps secrets, such as \"plain\", in the configuration");
    op_end(&r->op, &err);
    return &r->op;
}

static struct op *
none_list(struct secrets *s, const struct context *ctx, secrets_list_fn *fn, void *user)
{
    struct refusing *r = start(s, deliver_list, user);

    r->list = fn;
    op_end(&r->op, NULL);
    return &r->op;
}

static struct op *
none_remove(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_done_fn *fn, void *user)
{
    struct refusing *r = start(s, deliver_done, user);

    r->done = fn;
    return end_absent(r, name);
}

static void
none_close(struct secrets *s)
{
    free(s);
}

static const struct secrets_ops none_ops = {
    .name = "none",
    .get = none_get,
    .set = none_set,
    .list = none_list,
    .remove = none_remove,
    .close = none_close,
};

int
secrets_none_open(struct loop *l, struct secrets **ret, struct lct_err *err)
{
    struct none *n = NEW(struct none);

    n->secrets.ops = &none_ops;
    n->loop = l;
    *ret = &n->secrets;
    return LCT_OK;
}
