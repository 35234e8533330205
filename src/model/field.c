// SPDX-License-Identifier: MIT
// Records by their tables of fields: values, answers, copies.
#include "model/field.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/str.h"
#include "base/texts.h"

unsigned
words_parse(const struct words *w, const char *name)
{
    for (unsigned i = 0; i < w->n; i++)
        if (str_eq(w->names[i], name))
            return i;
    return w->otherwise;
}

// ---- one value

bool
field_is_text(const struct field *f)
{
    return f->type == FIELD_TEXT || f->type == FIELD_UUID || f->type == FIELD_WORD;
}

const char *
field_text(const struct field *f, const void *record)
{
    if (f->type == FIELD_TEXT)
        return FIELD_VALUE(const char *, f, record);
    if (f->type == FIELD_UUID)
        return &FIELD_VALUE(const char, f, record);
    return f->words->names[FIELD_VALUE(unsigned, f, record)];
}

void
field_set_text(const struct field *f, void *record, const char *text)
{
    if (f->type == FIELD_TEXT)
        FIELD_VALUE(const char *, f, record) = text;
    else if (f->type == FIELD_UUID)
        snprintf(&FIELD_VALUE(char, f, record), UUID_TEXT, "%s", text ? text : "");
    else
        FIELD_VALUE(unsigned, f, record) = words_parse(f->words, text);
}

int64_t
field_int(const struct field *f, const void *record)
{
    if (f->type == FIELD_BOOL)
        return FIELD_VALUE(bool, f, record);
    if (f->type == FIELD_INT)
        return FIELD_VALUE(int, f, record);
    if (f->type == FIELD_UNSIGNED)
        return FIELD_VALUE(unsigned, f, record);
    return FIELD_VALUE(int64_t, f, record);
}

void
field_set_int(const struct field *f, void *record, int64_t value)
{
    if (f->type == FIELD_BOOL)
        FIELD_VALUE(bool, f, record) = value != 0;
    else if (f->type == FIELD_INT)
        FIELD_VALUE(int, f, record) = (int)value;
    else if (f->type == FIELD_UNSIGNED)
        FIELD_VALUE(unsigned, f, record) = (unsigned)value;
    else
        FIELD_VALUE(int64_t, f, record) = value;
}

// ---- answers

static struct doc *
value_doc(struct arena *a, const struct field *f, const void *record)
{
    char time[CLOCK_TEXT];
    int64_t number;

    if (f->type == FIELD_OTHER)
        return doc_null(a);
    if (f->type == FIELD_TEXTS)
        return doc_texts(a, FIELD_VALUE(const char *const *, f, record));
    if (f->type == FIELD_REAL)
        return doc_real(a, FIELD_VALUE(double, f, record));
    if (field_is_text(f))
        return doc_string(a, field_text(f, record));
    number = field_int(f, record);
    if (f->type == FIELD_BOOL)
        return doc_bool(a, number);
    if (!number && (f->type == FIELD_ID || f->type == FIELD_TIME))
        return doc_null(a);
    return f->type == FIELD_TIME ? doc_string(a, clock_text(number, time)) : doc_int(a, number);
}

struct doc *
record_doc(struct arena *a, const struct field *fields, const void *record)
{
    struct doc *d = doc_map(a);

    fields_each (f, fields)
        if (f->name)
            doc_put(a, d, f->name, value_doc(a, f, record));
    return d;
}

static const char *const *
texts_read(struct arena *a, const struct doc *list)
{
    const char **texts = arena_array(a, doc_count(list) + 1, sizeof *texts);
    size_t n = 0;

    doc_each (item, list)
        if (doc_text(item, NULL))
            texts[n++] = arena_strdup(a, doc_text(item, NULL));
    return texts;
}

static void
value_read(struct arena *a, const struct field *f, const struct doc *value, void *record)
{
    const char *text = doc_text(value, f->flags & FIELD_OR_NULL ? NULL : "");

    if (f->type == FIELD_TEXTS)
        FIELD_VALUE(const char *const *, f, record) = texts_read(a, value);
    else if (f->type == FIELD_REAL)
        FIELD_VALUE(double, f, record) = doc_number(value, 0);
    else if (field_is_text(f))
        field_set_text(f, record, text ? arena_strdup(a, text) : NULL);
    else if (f->type == FIELD_BOOL)
        field_set_int(f, record, doc_boolean(value, false));
    else
        field_set_int(f, record, doc_integer(value, 0));
}

void
record_of_doc(struct arena *a, const struct field *fields, const struct doc *d, void *record)
{
    fields_each (f, fields)
        if (f->name && f->type != FIELD_OTHER && f->type != FIELD_TIME)
            value_read(a, f, doc_get(d, f->name), record);
}

// ---- copies

void
record_own(struct arena *a, const struct field *fields, void *record)
{
    fields_each (f, fields) {
        if (f->type == FIELD_TEXTS)
            FIELD_VALUE(const char *const *, f, record) =
                texts_copy(a, FIELD_VALUE(const char *const *, f, record));
        else if (f->type == FIELD_TEXT && field_text(f, record))
            field_set_text(f, record, arena_strdup(a, field_text(f, record)));
    }
}
