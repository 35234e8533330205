// SPDX-License-Identifier: MIT
// Secrets for code outside of callbacks.
#include "port/secrets.h"

struct waiting {
    struct secret *value;
    struct lct_err err;
    bool done;
};

static void
got(void *user, const struct lct_err *err, const struct secret *value)
{
    struct waiting *w = user;

    w->done = true;
    w->err = *err;
    if (err->code == LCT_OK)
        w->value = secret_copy(value);
}

static void
was_set(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    w->done = true;
    w->err = *err;
}

static int
outcome(const struct waiting *w, struct lct_err *err)
{
    if (w->err.code != LCT_OK)
        *err = w->err;
    return w->err.code;
}

int
secrets_get_now(struct loop *l, struct secrets *s, const struct secret_context *ctx,
    const char *name, struct secret **ret, struct lct_err *err)
{
    struct waiting w = { 0 };

    s->ops->get(s, ctx, name, got, &w);
    loop_run(l, &w.done);
    *ret = w.value;
    return outcome(&w, err);
}

int
secrets_set_now(struct loop *l, struct secrets *s, const struct secret_context *ctx,
    const char *name, const struct secret *value, struct lct_err *err)
{
    struct waiting w = { 0 };

    s->ops->set(s, ctx, name, value, was_set, &w);
    loop_run(l, &w.done);
    return outcome(&w, err);
}
