// SPDX-License-Identifier: MIT
// Statements about a record: its columns, parameters and values by its table of fields.
#include "base/str.h"
#include "store/sqlite/sqlite.h"
#include "text/json.h"

#define TEXTS_MAX 65536 // bytes of JSON that a list of texts may take

// The list that a word in braces stands for, or the parameter of the column of that name.
static void
add_word(struct buf *out, const char *word, const struct field *fields)
{
    const char *comma = "";
    unsigned number = 0;

    fields_each (f, fields) {
        if (!f->column)
            continue;
        number++;
        if (str_eq(word, "columns"))
            buf_addf(out, "%s%s", comma, f->column);
        else if (str_eq(word, "values"))
            buf_addf(out, "%s?%u", comma, number);
        else if (str_eq(word, "changes") && !(f->flags & FIELD_FIXED))
            buf_addf(out, "%s%s = ?%u", comma, f->column, number);
        else if (str_eq(word, f->column))
            buf_addf(out, "?%u", number);
        else
            continue;
        comma = ", ";
    }
}

void
fields_sql(struct buf *out, const char *sql, const struct field *fields)
{
    const char *brace;
    char word[64];

    for (; (brace = strchr(sql, '{')); sql = brace + strlen(word) + 2) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(brace + 1, "}"), brace + 1);
        buf_add(out, sql, (size_t)(brace - sql));
        add_word(out, word, fields);
    }
    buf_adds(out, sql);
}

// ---- values in

static void
bind_texts(struct query *q, const char *const *texts)
{
    _own_(buf) struct buf json = { 0 };
    const char *comma = "";

    buf_addc(&json, '[');
    for (; texts && *texts; texts++, comma = ",") {
        buf_adds(&json, comma);
        json_quote(&json, *texts);
    }
    buf_addc(&json, ']');
    query_copied(q, &json);
}

void
query_record(struct query *q, const void *record)
{
    fields_each (f, q->fields) {
        if (!f->column)
            continue;
        if (f->type == FIELD_TEXTS)
            bind_texts(q, FIELD_VALUE(const char *const *, f, record));
        else if (field_is_text(f))
            query_text(q, field_text(f, record));
        else if (f->type == FIELD_ID && !field_int(f, record))
            query_text(q, NULL);
        else
            query_int(q, field_int(f, record));
    }
}

// ---- and out

static void
read_texts(struct query *q, struct arena *a, const struct field *f, void *record)
{
    const char *text = row_borrowed(q), **texts;
    struct lct_err why;
    struct doc *list;

    if (!text)
        text = "[]";
    if (json_parse(a, text, strlen(text), TEXTS_MAX, false, &list, &why) < 0) {
        lct_wrap(&why, "the %s of %s in the inventory", f->column,
            (const char *)sqlite3_column_text(q->st, 0)); // the first says whose
        query_fail(q, &why);
        return;
    }
    texts = arena_array(a, doc_count(list) + 1, sizeof *texts);
    for (size_t i = 0; i < doc_count(list); i++)
        texts[i] = doc_text(doc_at(list, i), "");
    FIELD_VALUE(const char *const *, f, record) = texts;
}

void
row_record(struct query *q, struct arena *a, void *record)
{
    fields_each (f, q->fields) {
        if (!f->column)
            continue;
        if (f->type == FIELD_TEXTS)
            read_texts(q, a, f, record);
        else if (f->type == FIELD_TEXT)
            field_set_text(f, record, row_text(q, a));
        else if (field_is_text(f))
            field_set_text(f, record, row_borrowed(q));
        else
            field_set_int(f, record, row_int(q));
    }
}

void *
row_records(struct query *q, struct arena *a, size_t size, size_t *n)
{
    VEC(void *) found = { 0 };

    while (query_row(q)) {
        void *record = arena_alloc(a, size);
        vec_push(&found, record);
        row_record(q, a, record);
    }
    *n = found.n;
    return rows_keep(a, found.items, found.n, sizeof *found.items);
}
