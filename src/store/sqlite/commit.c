// SPDX-License-Identifier: MIT
// A batch in one transaction.
#include "base/err.h"
#include "store/sqlite/sqlite.h"

struct committing {
    struct attempt attempt;
    struct batch *batch;
    store_done_fn *fn;
    void *user;
};

static int
take_away(
    struct sqlite *s, int64_t context, const struct batch_item *item, size_t n, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[item->kind];
    _own_(buf) struct buf sql = { 0 };

    sql_remove(&sql, shape, n);
    struct query q = query_begin(s, buf_str(&sql));
    query_int(&q, context);
    for (size_t i = 0; i < n; i++)
        query_value(&q, shape_field(shape, shape->key[i]), item->record);
    return query_run(&q, err);
}

static int
draw(struct sqlite *s, int64_t context, const struct batch *b, const struct batch_item *item,
    struct lct_err *err)
{
    const struct counter *drawn = item->record;
    void *now;

    if (sqlite_get(s, context, b->arena, RECORD_COUNTER, drawn, &now, err) < 0)
        return err->code;
    if ((now ? ((struct counter *)now)->next : 1) != item->from)
        return lct_fail(err, LCT_EEXISTS, "another drew numbers of %s meanwhile", drawn->name);
    return sqlite_put(s, context, RECORD_COUNTER, drawn, err);
}

static int
carry_out(struct sqlite *s, int64_t context, struct batch *b, const struct batch_item *item,
    struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[item->kind];

    switch (item->verb) {
    case BATCH_PUT:
        if (sqlite_put(s, context, item->kind, item->record, err) == LCT_OK && shape->numbered)
            b->number = sqlite3_last_insert_rowid(s->db);
        return err->code;
    case BATCH_REMOVE:
        return take_away(s, context, item, shape_keys(shape), err);
    case BATCH_CLEAR:
        return take_away(s, context, item, item->n_keys, err);
    case BATCH_DRAW:
        return draw(s, context, b, item, err);
    }
    return LCT_OK;
}

static int
check_fence(struct sqlite *s, int64_t context, const struct batch *b, struct lct_err *err)
{
    struct lease now;

    if (!b->cluster[0])
        return LCT_OK;
    if (sqlite_lease_get(s, context, b->arena, b->cluster, &now, err) < 0)
        return err->code;
    return now.fence == b->fence ? LCT_OK : lease_fail_lost(now.holder, err);
}

static int
write_all(struct sqlite *s, struct batch *b, struct lct_err *err)
{
    int64_t context;

    if (sqlite_context(s, &b->context, true, &context, err) < 0 ||
        check_fence(s, context, b, err) < 0)
        return err->code;
    for (size_t i = 0; i < b->n; i++)
        if (carry_out(s, context, b, &b->items[i], err) < 0)
            return err->code;
    return LCT_OK;
}

static int
try_commit(struct attempt *attempt, struct lct_err *err)
{
    struct committing *c = (struct committing *)attempt;
    struct sqlite *s = sqlite_of(attempt->store);

    if (sqlite_begin(s, true, err) < 0)
        return err->code;
    if (write_all(s, c->batch, err) == LCT_OK)
        return sqlite_end(s, true, err);
    sqlite_end(s, false, ERR_IGNORED);
    return err->code;
}

static void
told(struct attempt *attempt, const struct lct_err *err)
{
    struct committing *c = (struct committing *)attempt;

    c->fn(c->user, err);
}

struct op *
sqlite_commit(struct store *store, struct batch *b, store_done_fn *fn, void *user)
{
    struct committing *c =
        attempt_new(store, &sqlite_of(store)->attempts, sizeof *c, try_commit, told);

    c->batch = b;
    c->fn = fn;
    c->user = user;
    return attempt_begin(&c->attempt);
}
