// SPDX-License-Identifier: MIT
// Questions answered: all of one op in one transaction, so that they are of one moment.
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

static void
bind_tests(struct query *q, const struct ask *ask)
{
    const struct record_shape *shape = &record_shapes[ask->kind];

    for (size_t i = 0; i < ASK_TESTS && ask->tests[i].column; i++) {
        if (field_is_text(shape_field(shape, ask->tests[i].column)))
            query_text(q, ask->tests[i].text);
        else
            query_int(q, ask->tests[i].number);
    }
}

static void
keep_rows(struct query *q, struct arena *a, struct ask *ask)
{
    const struct record_shape *shape = &record_shapes[ask->kind];
    VEC(void *) rows = { 0 };
    void **kept;

    while (query_row(q)) {
        void *record = arena_alloc(a, shape->size);
        vec_push(&rows, record);
        row_record(q, a, shape, ask->keys_only, record);
    }
    kept = arena_array(a, rows.n + 1, sizeof *kept);
    for (size_t i = 0; i < rows.n; i++)
        kept[i] = rows.items[i];
    ask->found = kept;
    ask->n = rows.n;
    vec_done(&rows);
}

static int
answer(struct sqlite *s, int64_t context, struct arena *a, struct ask *ask, struct lct_err *err)
{
    _own_(buf) struct buf sql = { 0 };

    sql_read(&sql, ask);
    struct query q = query_begin(s, buf_str(&sql));
    query_int(&q, context);
    bind_tests(&q, ask);
    query_int(&q, ask->newest ? (int64_t)ask->newest : -1);
    keep_rows(&q, a, ask);
    return query_end(&q, err);
}

int
sqlite_get(struct sqlite *s, int64_t context, struct arena *a, enum record_kind kind,
    const void *record, void **ret, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    struct ask ask = { .kind = kind };

    for (size_t i = 0; shape->key[i]; i++) {
        const struct field *f = shape_field(shape, shape->key[i]);
        ask.tests[i].column = f->column;
        if (field_is_text(f))
            ask.tests[i].text = field_text(f, record);
        else
            ask.tests[i].number = field_int(f, record);
    }
    if (answer(s, context, a, &ask, err) < 0)
        return err->code;
    *ret = ask.n ? *(void **)ask.found : NULL;
    return LCT_OK;
}

struct reading {
    struct attempt attempt;
    struct context context;
    struct arena *arena;
    struct ask *asks;
    size_t n;
    store_done_fn *fn;
    void *user;
};

static int
try_read(struct attempt *attempt, struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;
    struct sqlite *s = sqlite_of(attempt->store);
    int64_t context;

    if (sqlite_begin(s, false, err) < 0)
        return err->code;
    s->heard = sqlite_heard(s);
    if (sqlite_context(s, &r->context, false, &context, err) == LCT_OK)
        for (size_t i = 0; i < r->n && err->code == LCT_OK; i++)
            answer(s, context, r->arena, &r->asks[i], err);
    sqlite_end(s, false, ERR_IGNORED);
    return err->code;
}

static void
told(struct attempt *attempt, const struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;

    r->fn(r->user, err);
}

struct op *
sqlite_read(struct store *store, const struct context *c, struct arena *a, struct ask *asks,
    size_t n, store_done_fn *fn, void *user)
{
    struct reading *r = attempt_new(store, &sqlite_of(store)->attempts, sizeof *r, try_read, told);

    r->context = *c;
    r->arena = a;
    r->asks = asks;
    r->n = n;
    r->fn = fn;
    r->user = user;
    return attempt_begin(&r->attempt);
}

bool
sqlite_holds_clusters(struct sqlite *s)
{
    struct query q = query_begin(s, "SELECT 1 FROM clusters LIMIT 1");
    bool some = query_row(&q);

    query_end(&q, ERR_IGNORED);
    return some;
}
