// SPDX-License-Identifier: MIT
// One use of a prepared statement: parameters in, rows out, each in their order.
#include "base/str.h"
#include "store/sqlite/sqlite.h"

static sqlite3_stmt *
cached(struct sqlite *s, const char *sql, const struct field *fields)
{
    _own_(buf) struct buf text = { 0 };
    struct statement *made;

    vec_each (it, &s->statements)
        if (it->sql == sql)
            return it->st;
    made = vec_add(&s->statements);
    made->sql = sql;
    fields_sql(&text, sql, fields);
    if (sqlite3_prepare_v3(s->db, buf_str(&text), -1, SQLITE_PREPARE_PERSISTENT, &made->st, NULL) ==
        SQLITE_OK)
        return made->st;
    s->statements.n--;
    return NULL;
}

static void
failed(struct query *q)
{
    if (!q->failed)
        sqlite_fault(q->s, &q->err);
    q->failed = true;
}

struct query
query_of(struct sqlite *s, const char *sql, const struct field *fields)
{
    struct query q = { .s = s, .st = cached(s, sql, fields), .fields = fields };

    if (!q.st)
        failed(&q);
    return q;
}

struct query
query_begin(struct sqlite *s, const char *sql)
{
    static const struct field none[] = { { FIELD_END } };

    return query_of(s, sql, none);
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
row_uuid(struct query *q, char out[static UUID_TEXT])
{
    const char *text = row_borrowed(q);

    snprintf(out, UUID_TEXT, "%s", text ? text : "");
}

int
query_fail(struct query *q, const struct lct_err *why)
{
    q->failed = true;
    q->err = *why;
    return why->code;
}

void *
rows_keep(struct arena *a, void *items, size_t n, size_t size)
{
    void *kept = arena_array(a, n, size);

    if (n)
        memcpy(kept, items, n * size);
    free(items);
    return kept;
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
query_write(struct query *q, struct lct_err *err)
{
    struct lct_err why = { 0 };

    while (query_row(q))
        ;
    if (query_end(q, &why) == LCT_OK)
        return LCT_OK;
    return sqlite_break(q->s, &why, err);
}

int
query_write_one(struct query *q, int code, const char *otherwise, struct lct_err *err)
{
    struct lct_err why;
    int result = query_write(q, err);

    if (result != LCT_OK || sqlite3_changes(q->s->db) > 0)
        return result;
    lct_fail(&why, code, "%s", otherwise);
    return sqlite_break(q->s, &why, err);
}
