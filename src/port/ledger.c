// SPDX-License-Identifier: MIT
// One batch is under way to the store, another is filled meanwhile.
#include "port/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

struct ledger {
    struct loop *loop;
    struct store *store;
    struct context context;
    char cluster[UUID_TEXT];
    int64_t fence; // 0: it is written without a lease
    struct batch *open, *leaving;
    struct op *commit;  // of what is leaving
    struct timer *soon; // instead, where there is nothing to write
    store_done_fn *fn;
    void *user;
    int64_t number;
    struct lct_err broken;
};

struct ledger *
ledger_new(struct loop *loop, struct store *s, const struct context *c)
{
    struct ledger *l = NEW(struct ledger);

    l->loop = loop;
    l->store = s;
    l->context = *c;
    return l;
}

void
ledger_forget(struct ledger *l)
{
    batch_free(take(l->open));
    l->broken = (struct lct_err){ 0 };
}

static void
nobody(void *user, const struct lct_err *err)
{
    (void)user;
    (void)err;
}

void
ledger_free(struct ledger *l)
{
    if (!l)
        return;
    timer_stop(l->soon);
    l->fn = nobody;
    op_cancel(l->commit);
    ledger_forget(l);
    batch_free(l->leaving);
    free(l);
}

void
ledger_fence(struct ledger *l, const char *cluster, int64_t fence)
{
    snprintf(l->cluster, sizeof l->cluster, "%s", cluster);
    l->fence = fence;
    if (l->open)
        batch_fence(l->open, cluster, fence);
}

struct batch *
ledger_batch(struct ledger *l)
{
    if (!l->open) {
        l->open = batch_new(&l->context);
        if (l->fence)
            batch_fence(l->open, l->cluster, l->fence);
    }
    return l->open;
}

void
ledger_put(struct ledger *l, enum record_kind kind, const void *record)
{
    batch_put(ledger_batch(l), kind, record);
}

// Whoever is called may commit again.
static void
left(struct ledger *l)
{
    const struct lct_err err = l->broken;

    batch_free(take(l->leaving));
    l->fn(l->user, &err);
}

static void
committed(void *user, const struct lct_err *err)
{
    struct ledger *l = user;

    l->commit = NULL;
    l->number = l->leaving->number;
    if (err->code)
        l->broken = *err;
    left(l);
}

static void
nothing_to_write(void *user)
{
    struct ledger *l = user;

    timer_stop(take(l->soon));
    left(l);
}

void
ledger_commit(struct ledger *l, store_done_fn *fn, void *user)
{
    l->fn = fn;
    l->user = user;
    l->leaving = take(l->open);
    if (l->broken.code || !l->leaving)
        l->soon = timer_start(l->loop, 0, nothing_to_write, l);
    else
        l->commit = l->store->ops->commit(l->store, l->leaving, committed, l);
}

struct waiting {
    bool done;
    struct lct_err *err;
};

static void
done(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    *w->err = *err;
    w->done = true;
}

int
ledger_commit_now(struct ledger *l, int64_t *number, struct lct_err *err)
{
    struct waiting w = { .err = err };

    ledger_commit(l, done, &w);
    loop_run(l->loop, &w.done);
    if (number)
        *number = l->number;
    return err->code;
}
