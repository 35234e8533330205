// SPDX-License-Identifier: MIT
// Rows within a transaction that is open: asked for, found by their key, put.
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

// ---- asked for

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

int
sqlite_answer(
    struct sqlite *s, int64_t context, struct arena *a, struct ask *ask, struct lct_err *err)
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
    if (sqlite_answer(s, context, a, &ask, err) < 0)
        return err->code;
    *ret = ask.n ? *(void **)ask.found : NULL;
    return LCT_OK;
}

int
sqlite_lease_get(struct sqlite *s, int64_t context, struct arena *a, const char *cluster,
    struct lease *ret, struct lct_err *err)
{
    void *found = NULL;

    *ret = (struct lease){ 0 };
    snprintf(ret->cluster, sizeof ret->cluster, "%s", cluster);
    if (sqlite_get(s, context, a, RECORD_LEASE, ret, &found, err) < 0)
        return err->code;
    if (found)
        *ret = *(struct lease *)found;
    return LCT_OK;
}

bool
sqlite_holds_clusters(struct sqlite *s)
{
    struct query q = query_begin(s, "SELECT 1 FROM clusters LIMIT 1");
    bool some = query_row(&q);

    query_end(&q, ERR_IGNORED);
    return some;
}

// ---- put

// "UNIQUE constraint failed: clusters.context, clusters.name"
static const char *
column_refused(const struct sqlite *s, const struct record_shape *shape)
{
    const char *text = sqlite3_errmsg(s->db);
    char word[128];

    for (const char *const *column = shape->unique; *column; column++) {
        snprintf(word, sizeof word, "%s.%s", shape->name, *column);
        if (strstr(text, word))
            return *column;
    }
    return NULL;
}

static int
refused(const struct sqlite *s, const struct record_shape *shape, const void *record,
    struct lct_err *err)
{
    const int code = sqlite3_extended_errcode(s->db);

    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return record_taken(shape, record, column_refused(s, shape), err);
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
        return record_ownerless(shape, err);
    return err->code;
}

int
sqlite_put(struct sqlite *s, int64_t context, enum record_kind kind, const void *record,
    struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    _own_(buf) struct buf sql = { 0 };

    sql_put(&sql, shape);
    struct query q = query_begin(s, buf_str(&sql));
    query_int(&q, context);
    query_record(&q, shape->fields, record);
    if (!query_row(&q) && q.failed)
        refused(s, shape, record, &q.err);
    return query_end(&q, err);
}
