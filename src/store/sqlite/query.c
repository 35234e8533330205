// SPDX-License-Identifier: MIT
// One use of a prepared statement: parameters in, rows out, each in their order.
#include "base/str.h"
#include "store/sqlite/sqlite.h"

static sqlite3_stmt *
prepared(struct sqlite *s, const char *sql)
{
    sqlite3_stmt *st = map_get(&s->statements, sql);

    if (st || sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK)
        return st;
    map_put(&s->statements, sql, st);
    return st;
}

static void
failed(struct query *q)
{
    if (!q->failed)
        sqlite_fault(q->s, &q->err);
    q->failed = true;
}

struct query
query_begin(struct sqlite *s, const char *sql)
{
    struct query q = { .s = s, .st = prepared(s, sql) };

    if (!q.st)
        failed(&q);
    return q;
}

void
query_text(struct query *q, const char *value)
{
    // Borrowed: every caller's text outlives the use of the statement.
    if (!q->failed &&
        sqlite3_bind_text(q->st, ++q->parameter, value, -1, SQLITE_STATIC) != SQLITE_OK)
        failed(q);
}

void
query_copied(struct query *q, const struct buf *value)
{
    if (!q->failed && sqlite3_bind_text(q->st, ++q->parameter, value->data, (int)value->len,
                          SQLITE_TRANSIENT) != SQLITE_OK)
        failed(q);
}

void
query_int(struct query *q, int64_t value)
{
    if (!q->failed && sqlite3_bind_int64(q->st, ++q->parameter, value) != SQLITE_OK)
        failed(q);
}

bool
query_row(struct query *q)
{
    int code;

    if (q->failed)
        return false;
    q->column = 0;
    code = sqlite3_step(q->st);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        failed(q);
    return code == SQLITE_ROW;
}

const char *
row_borrowed(struct query *q)
{
    return (const char *)sqlite3_column_text(q->st, q->column++);
}

const char *
row_text(struct query *q, struct arena *a)
{
    const char *text = row_borrowed(q);

    return text ? arena_strdup(a, text) : NULL;
}

int64_t
row_int(struct query *q)
{
    return sqlite3_column_int64(q->st, q->column++);
}

void
query_fail(struct query *q, const struct lct_err *why)
{
    q->failed = true;
    q->err = *why;
}

int
query_end(struct query *q, struct lct_err *err)
{
    if (q->st) {
        sqlite3_reset(q->st);
        sqlite3_clear_bindings(q->st);
    }
    if (!q->failed)
        return LCT_OK;
    *err = q->err;
    return q->err.code;
}

int
query_run(struct query *q, struct lct_err *err)
{
    while (query_row(q))
        ;
    return query_end(q, err);
}
