// SPDX-License-Identifier: MIT
// The late store: each op waits, then goes to the other.
#include "late_store.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

struct late {
    struct store store;
    struct loop *loop;
    struct store *other;
    int64_t ms;
};

struct waiting {
    struct op op;
    struct late *late;
    struct timer *timer;
    struct op *begun; // of the other
    struct op *(*begin)(struct waiting *w);
    struct context context;
    struct arena *arena;
    struct ask *asks;
    size_t n;
    struct batch *batch;
    struct lease_wish wish;
    struct lease lease;
    store_done_fn *fn;
    store_lease_fn *lease_fn;
    void *user;
};

static void
stop(struct op *op, const struct lct_err *why)
{
    struct waiting *w = (struct waiting *)op;

    timer_stop(take(w->timer));
    if (w->begun)
        op_cancel(w->begun);
    else
        op_end(op, why);
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct waiting *w = (struct waiting *)op;

    if (w->lease_fn)
        w->lease_fn(w->user, err, &w->lease);
    else
        w->fn(w->user, err);
}

static void
done(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    w->begun = NULL;
    op_end(&w->op, err);
}

static void
leased(void *user, const struct lct_err *err, const struct lease *lease)
{
    struct waiting *w = user;

    w->lease = *lease;
    w->lease.holder = w->wish.holder;
    done(user, err);
}

static void
due(void *user)
{
    struct waiting *w = user;

    timer_stop(take(w->timer));
    w->begun = w->begin(w);
}

static struct waiting *
wait_for(struct store *s, struct op *(*begin)(struct waiting *w), void *user)
{
    struct late *late = (struct late *)s;
    struct waiting *w = op_start(late->loop, sizeof *w, 0, stop, deliver);

    w->late = late;
    w->begin = begin;
    w->user = user;
    w->timer = timer_start(late->loop, late->ms, due, w);
    return w;
}

static struct op *
begin_read(struct waiting *w)
{
    struct store *other = w->late->other;

    return other->ops->read(other, &w->context, w->arena, w->asks, w->n, done, w);
}

static struct op *
late_read(struct store *s, const struct context *c, struct arena *a, struct ask *asks, size_t n,
    store_done_fn *fn, void *user)
{
    struct waiting *w = wait_for(s, begin_read, user);

    w->context = *c;
    w->arena = a;
    w->asks = asks;
    w->n = n;
    w->fn = fn;
    return &w->op;
}

static struct op *
begin_commit(struct waiting *w)
{
    return w->late->other->ops->commit(w->late->other, w->batch, done, w);
}

static struct op *
late_commit(struct store *s, struct batch *b, store_done_fn *fn, void *user)
{
    struct waiting *w = wait_for(s, begin_commit, user);

    w->batch = b;
    w->fn = fn;
    return &w->op;
}

static struct op *
begin_take(struct waiting *w)
{
    struct store *other = w->late->other;

    return other->ops->lease_take(other, &w->context, &w->wish, leased, w);
}

static struct op *
late_take(struct store *s, const struct context *c, const struct lease_wish *wish,
    store_lease_fn *fn, void *user)
{
    struct waiting *w = wait_for(s, begin_take, user);

    w->context = *c;
    w->wish = *wish;
    w->lease_fn = fn;
    return &w->op;
}

static struct op *
begin_drop(struct waiting *w)
{
    struct store *other = w->late->other;

    return other->ops->lease_drop(other, &w->context, w->wish.cluster, w->wish.holder, done, w);
}

static struct op *
late_drop(struct store *s, const struct context *c, const char *cluster, const char *holder,
    store_done_fn *fn, void *user)
{
    struct waiting *w = wait_for(s, begin_drop, user);

    w->context = *c;
    w->wish = (struct lease_wish){ .cluster = cluster, .holder = holder };
    w->fn = fn;
    return &w->op;
}

static struct op *
late_watch(struct store *s, int64_t ms, store_done_fn *fn, void *user)
{
    struct late *late = (struct late *)s;

    return late->other->ops->watch(late->other, ms, fn, user);
}

static int
late_backup(struct store *s, const char *path, char **ret, struct lct_err *err)
{
    struct late *late = (struct late *)s;

    return late->other->ops->backup(late->other, path, ret, err);
}

static void
late_close(struct store *s)
{
    struct late *late = (struct late *)s;

    late->other->ops->close(late->other);
    free(late);
}

static const struct store_ops late_ops = {
    .name = "late",
    .read = late_read,
    .commit = late_commit,
    .lease_take = late_take,
    .lease_drop = late_drop,
    .watch = late_watch,
    .backup = late_backup,
    .close = late_close,
};

struct store *
late_store(struct loop *l, struct store *other, int64_t ms)
{
    struct late *late = NEW(struct late);

    *late = (struct late){ { &late_ops, other->mode }, l, other, ms };
    return &late->store;
}
