// SPDX-License-Identifier: MIT
// The driver of late.h: an answer is worked out, and told, when its time has come.
#include "late.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

struct late {
    struct secrets secrets;
    struct loop *loop;
    struct late_store *store;
};

struct asked {
    struct op op; // first
    struct late_store *store;
    const struct context *ctx;
    struct secret_name name;
    struct secret *value; // to be set
    struct timer *timer;
    union {
        secrets_get_fn *get;
        secrets_done_fn *done;
        secrets_list_fn *list;
    };
    void *user;
};

static void
stop(struct op *op, const struct lct_err *why)
{
    struct asked *a = (struct asked *)op;

    timer_stop(take(a->timer));
    op_end(op, why);
}

static void
due(void *user)
{
    struct asked *a = user;

    timer_stop(take(a->timer));
    op_end(&a->op, NULL);
}

static struct asked *
ask(struct secrets *s, op_deliver_fn *deliver, const struct context *ctx,
    const struct secret_name *name, void *user)
{
    struct late *late = (struct late *)s;
    struct asked *a = op_start(late->loop, sizeof *a, 0, stop, deliver);

    a->store = late->store;
    a->store->asked++;
    a->ctx = ctx;
    a->user = user;
    if (name)
        a->name = *name;
    a->timer = timer_start(late->loop, late->store->late_ms, due, a);
    return a;
}

static bool
is_theirs(const struct late_secret *s, const struct context *ctx)
{
    return str_eq(s->app, ctx->app) && str_eq(s->customer, ctx->customer);
}

static struct late_secret *
find(const struct asked *a, struct lct_err *err)
{
    vec_each (s, &a->store->secrets)
        if (is_theirs(s, a->ctx) && str_eq(s->name, a->name.text))
            return s;
    lct_fail(err, LCT_ENOTFOUND, "there is no secret %s", a->name.text);
    return NULL;
}

static void
deliver_get(struct op *op, const struct lct_err *err)
{
    struct asked *a = (struct asked *)op;
    struct lct_err told = *err;
    const struct late_secret *s = err->code ? NULL : find(a, &told);

    a->get(a->user, &told, s ? s->value : NULL);
}

static struct op *
late_get(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_get_fn *fn, void *user)
{
    struct asked *a = ask(s, deliver_get, ctx, name, user);

    a->get = fn;
    return &a->op;
}

static void
put(struct asked *a)
{
    struct lct_err none;
    struct late_secret *s = find(a, &none);

    if (!s) {
        s = vec_add(&a->store->secrets);
        *s = (struct late_secret){ mem_strdup(a->ctx->app), mem_strdup(a->ctx->customer),
            mem_strdup(a->name.text), NULL };
    }
    secret_free(s->value);
    s->value = take(a->value);
}

static void
deliver_set(struct op *op, const struct lct_err *err)
{
    struct asked *a = (struct asked *)op;

    if (!err->code)
        put(a);
    secret_free(a->value);
    a->done(a->user, err);
}

static struct op *
late_set(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    const struct secret *value, secrets_done_fn *fn, void *user)
{
    struct asked *a = ask(s, deliver_set, ctx, name, user);

    a->value = secret_copy(value);
    a->done = fn;
    return &a->op;
}

static void
deliver_list(struct op *op, const struct lct_err *err)
{
    struct asked *a = (struct asked *)op;
    VEC(const char *) names = { 0 };

    vec_each (s, &a->store->secrets)
        if (is_theirs(s, a->ctx))
            vec_push(&names, s->name);
    a->list(a->user, err, names.items, err->code ? 0 : names.n);
    vec_done(&names);
}

static struct op *
late_list(struct secrets *s, const struct context *ctx, secrets_list_fn *fn, void *user)
{
    struct asked *a = ask(s, deliver_list, ctx, NULL, user);

    a->list = fn;
    return &a->op;
}

static void
done_with(struct late_secret *s)
{
    free(s->app);
    free(s->customer);
    free(s->name);
    secret_free(s->value);
}

static void
deliver_remove(struct op *op, const struct lct_err *err)
{
    struct asked *a = (struct asked *)op;
    struct lct_err told = *err;
    struct late_secret *s = err->code ? NULL : find(a, &told);

    if (s) {
        done_with(s);
        vec_remove(&a->store->secrets, (size_t)(s - a->store->secrets.items));
    }
    a->done(a->user, &told);
}

static struct op *
late_remove(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_done_fn *fn, void *user)
{
    struct asked *a = ask(s, deliver_remove, ctx, name, user);

    a->done = fn;
    return &a->op;
}

static void
late_close(struct secrets *s)
{
    free(s);
}

static const struct secrets_ops late_ops = {
    .name = "late",
    .get = late_get,
    .set = late_set,
    .list = late_list,
    .remove = late_remove,
    .close = late_close,
};

struct secrets *
late_open(struct loop *l, struct late_store *store)
{
    struct late *late = NEW(struct late);

    *late = (struct late){ { &late_ops }, l, store };
    return &late->secrets;
}

void
late_forget(struct late_store *store)
{
    vec_each (s, &store->secrets)
        done_with(s);
    vec_done(&store->secrets);
}
