// SPDX-License-Identifier: MIT
// Records printed and read, by their tables of fields.
#include "store/json/record.h"

#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"
#include "text/json.h"

// ---- printing

static struct doc *
value_doc(struct arena *a, const struct field *f, const void *record)
{
    if (f->type == FIELD_TEXTS)
        return doc_texts(a, FIELD_VALUE(const char *const *, f, record));
    if (field_is_text(f))
        return doc_string(a, field_text(f, record));
    if (f->type == FIELD_BOOL)
        return doc_bool(a, field_int(f, record));
    return doc_int(a, field_int(f, record));
}

void
record_print(struct buf *out, const struct record_shape *shape, const void *record)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    fields_each (f, shape->fields)
        if (f->column)
            doc_put(a, d, f->column, value_doc(a, f, record));
    json_print(out, d, JSON_PRETTY);
    buf_addc(out, '\n');
}

// ---- reading

static enum doc_kind
kind_of(const struct field *f)
{
    if (f->type == FIELD_TEXTS)
        return DOC_LIST;
    if (field_is_text(f))
        return DOC_TEXT;
    return f->type == FIELD_BOOL ? DOC_BOOL : DOC_INT;
}

static bool
fits(const struct field *f, const struct doc *value)
{
    if (f->type == FIELD_TEXT && doc_is_null(value))
        return true;
    if (f->type == FIELD_UUID && strlen(doc_text(value, "")) >= UUID_TEXT)
        return false;
    doc_each (item, value)
        if (item->kind != DOC_TEXT)
            return false;
    return value->kind == kind_of(f);
}

static const char *const *
texts_of(struct arena *a, const struct doc *list)
{
    const char **texts = arena_array(a, doc_count(list) + 1, sizeof *texts);

    for (size_t i = 0; i < doc_count(list); i++)
        texts[i] = arena_strdup(a, doc_text(doc_at(list, i), ""));
    return texts;
}

static void
take_value(struct arena *a, const struct field *f, const struct doc *value, void *record)
{
    const char *text = doc_text(value, NULL);

    if (f->type == FIELD_TEXTS)
        FIELD_VALUE(const char *const *, f, record) = texts_of(a, value);
    else if (f->type == FIELD_TEXT)
        field_set_text(f, record, text ? arena_strdup(a, text) : NULL);
    else if (field_is_text(f))
        field_set_text(f, record, text);
    else if (f->type == FIELD_BOOL)
        field_set_int(f, record, doc_boolean(value, false));
    else
        field_set_int(f, record, doc_integer(value, 0));
}

static int
read_columns(struct arena *a, const struct record_shape *shape, const struct doc *d, void *record,
    struct lct_err *err)
{
    fields_each (f, shape->fields) {
        const struct doc *value = f->column ? doc_get(d, f->column) : NULL;
        if (value && !fits(f, value))
            return lct_fail(
                err, LCT_EFAILED, "its %s must be %s", f->column, doc_kind_name(kind_of(f)));
        if (f->column)
            take_value(a, f, value, record);
    }
    return LCT_OK;
}

static int
refuse_unknown(const struct record_shape *shape, const struct doc *d, struct lct_err *err)
{
    for (size_t i = 0; i < doc_count(d); i++)
        if (!shape_field(shape, d->keys[i]->text)) {
            lct_fail(err, LCT_EFAILED, "it has a %s, of which this program knows nothing",
                d->keys[i]->text);
            return lct_hint(err, "use the newer program that wrote it");
        }
    return LCT_OK;
}

int
record_parse(struct arena *a, const struct record_shape *shape, const char *text, size_t n,
    void *record, struct lct_err *err)
{
    _own_(arena) struct arena *own = arena_new();
    struct doc *d;

    if (json_parse(own, text, n, RECORD_MAX, false, &d, err) < 0)
        return err->code = LCT_EFAILED;
    if (d->kind != DOC_MAP)
        return lct_fail(err, LCT_EFAILED, "it is no map of the columns of a %s", shape->one);
    memset(record, 0, shape->size);
    if (refuse_unknown(shape, d, err) < 0)
        return err->code;
    return read_columns(a, shape, d, record, err);
}
