// SPDX-License-Identifier: MIT
// Records as parameters and as columns, by their tables of fields.
#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"
#include "text/json.h"

#define TEXTS_MAX 65536 // bytes of JSON that a list of texts may take

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
query_value(struct query *q, const struct field *f, const void *record)
{
    if (f->type == FIELD_TEXTS)
        bind_texts(q, FIELD_VALUE(const char *const *, f, record));
    else if (field_is_text(f))
        query_text(q, field_text(f, record));
    else if (f->type == FIELD_ID && !field_int(f, record))
        query_text(q, NULL);
    else
        query_int(q, field_int(f, record));
}

void
query_record(struct query *q, const struct field *fields, const void *record)
{
    fields_each (f, fields)
        if (f->column)
            query_value(q, f, record);
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
row_record(struct query *q, struct arena *a, const struct record_shape *shape, bool keys_only,
    void *record)
{
    fields_each (f, shape->fields) {
        if (!f->column || (keys_only && !shape_is_key(shape, f)))
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
