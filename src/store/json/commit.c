// SPDX-License-Identifier: MIT
// A batch: checked whole against the files and what it did itself so far, then written.
#include "base/err.h"
#include "store/json/folder.h"

struct committing {
    struct attempt attempt;
    struct batch *batch;
    store_done_fn *fn;
    void *user;
};

static int
draw(struct draft *d, const struct batch_item *item, struct lct_err *err)
{
    const struct counter *drawn = item->record;
    void *now;

    if (draft_get(d, RECORD_COUNTER, drawn, &now, err) < 0)
        return err->code;
    if ((now ? ((struct counter *)now)->next : 1) != item->from)
        return lct_fail(err, LCT_EEXISTS, "another drew numbers of %s meanwhile", drawn->name);
    return draft_put(d, RECORD_COUNTER, drawn, NULL, err);
}

static int
carry_out(struct draft *d, const struct batch_item *item, int64_t *number, struct lct_err *err)
{
    switch (item->verb) {
    case BATCH_PUT:
        return draft_put(d, item->kind, item->record, number, err);
    case BATCH_REMOVE:
        draft_clear(d, item->kind, item->record, shape_keys(&record_shapes[item->kind]));
        return LCT_OK;
    case BATCH_CLEAR:
        draft_clear(d, item->kind, item->record, item->n_keys);
        return LCT_OK;
    case BATCH_DRAW:
        return draw(d, item, err);
    }
    return LCT_OK;
}

static int
check_fence(const struct draft *d, const struct batch *b, struct lct_err *err)
{
    struct lease now;

    if (!b->cluster[0])
        return LCT_OK;
    if (lease_get(d, b->cluster, &now, err) < 0)
        return err->code;
    return now.fence == b->fence ? LCT_OK : lease_fail_lost(now.holder, err);
}

static int
write_all(struct folder *f, struct batch *b, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(draft) struct draft d;
    int64_t number = b->number;

    draft_begin(&d, f, a, &b->context);
    if (check_fence(&d, b, err) < 0)
        return err->code;
    for (size_t i = 0; i < b->n; i++)
        if (carry_out(&d, &b->items[i], &number, err) < 0)
            return err->code;
    if (draft_save(&d, err) < 0)
        return err->code;
    b->number = number;
    return LCT_OK;
}

static int
try_commit(struct attempt *attempt, struct lct_err *err)
{
    struct folder *f = folder_of(attempt->store);

    if (folder_lock(f, TO_WRITE, err) < 0)
        return err->code;
    write_all(f, ((struct committing *)attempt)->batch, err);
    folder_unlock(f);
    return err->code;
}

static void
told(struct attempt *attempt, const struct lct_err *err)
{
    struct committing *c = (struct committing *)attempt;

    c->fn(c->user, err);
}

struct op *
folder_commit(struct store *store, struct batch *b, store_done_fn *fn, void *user)
{
    struct committing *c =
        attempt_new(store, &folder_of(store)->attempts, sizeof *c, try_commit, told);

    c->batch = b;
    c->fn = fn;
    c->user = user;
    return attempt_begin(&c->attempt);
}
