// SPDX-License-Identifier: MIT
// The statements about records of a kind, from its shape. Each table has the context of a record
// first, and in its key.
#include "store/sqlite/sqlite.h"

static void
add_columns(struct buf *out, const struct record_shape *shape, bool keys_only)
{
    const char *comma = "";

    fields_each (f, shape->fields) {
        if (!f->column || (keys_only && !shape_is_key(shape, f)))
            continue;
        buf_addf(out, "%s%s", comma, f->column);
        comma = ", ";
    }
}

static void
add_values(struct buf *out, const struct record_shape *shape)
{
    buf_adds(out, "?");
    fields_each (f, shape->fields)
        if (f->column)
            buf_adds(out, ", ?");
}

static void
add_changes(struct buf *out, const struct record_shape *shape)
{
    const char *comma = "";

    fields_each (f, shape->fields) {
        if (!f->column || shape_is_key(shape, f))
            continue;
        buf_addf(out, "%s%s = excluded.%s", comma, f->column, f->column);
        comma = ", ";
    }
}

// A number that the file drew is no other context's.
static void
add_key(struct buf *out, const struct record_shape *shape)
{
    const char *comma = "";

    if (!shape->numbered) {
        buf_adds(out, "context");
        comma = ", ";
    }
    for (const char *const *key = shape->key; *key; key++, comma = ", ")
        buf_addf(out, "%s%s", comma, *key);
}

void
sql_put(struct buf *out, const struct record_shape *shape)
{
    buf_addf(out, "INSERT INTO %s (context, ", shape->name);
    add_columns(out, shape, false);
    buf_adds(out, ") VALUES (");
    add_values(out, shape);
    buf_adds(out, ") ON CONFLICT (");
    add_key(out, shape);
    buf_adds(out, ") DO UPDATE SET ");
    add_changes(out, shape);
}

void
sql_remove(struct buf *out, const struct record_shape *shape, size_t n_keys)
{
    buf_addf(out, "DELETE FROM %s WHERE context = ?", shape->name);
    for (size_t i = 0; i < n_keys; i++)
        buf_addf(out, " AND %s = ?", shape->key[i]);
}

static void
add_test(struct buf *out, const struct ask_test *t)
{
    if (t->how == ASK_BEGINS)
        buf_addf(out, " AND instr(%s, ?) = 1", t->column);
    else
        buf_addf(out, " AND %s %s ?", t->column, t->how == ASK_IS ? "=" : "IS NOT");
}

static void
add_order(struct buf *out, const struct ask *ask, const struct record_shape *shape)
{
    const char *direction = ask->newest ? " DESC" : "", *comma = " ORDER BY ";
    const char *const *const parts[] = { shape->order, shape->key };

    for (size_t i = 0; i < 2; i++)
        for (const char *const *column = parts[i]; *column; column++, comma = ", ")
            buf_addf(out, "%s%s%s", comma, *column, direction);
}

void
sql_read(struct buf *out, const struct ask *ask)
{
    const struct record_shape *shape = &record_shapes[ask->kind];

    buf_adds(out, "SELECT ");
    add_columns(out, shape, ask->keys_only);
    buf_addf(out, " FROM %s WHERE context = ?", shape->name);
    for (size_t i = 0; i < ASK_TESTS && ask->tests[i].column; i++)
        add_test(out, &ask->tests[i]);
    add_order(out, ask, shape);
    buf_adds(out, " LIMIT ?");
}
