// SPDX-License-Identifier: MIT
// Errors of a call, and the checks of its body, with Linode's texts.
#include "lab/call/call.h"

#include <stdarg.h>

#include "base/parse.h"
#include "base/str.h"

void
call_refuse(struct call *c, unsigned status, const char *field, const char *fmt, ...)
{
    _own_(buf) struct buf reason = { 0 };
    struct doc *error = doc_map(c->arena);
    va_list ap;

    va_start(ap, fmt);
    buf_vaddf(&reason, fmt, ap);
    va_end(ap);
    doc_put_string(c->arena, error, "reason", arena_strdup(c->arena, buf_str(&reason)));
    if (field)
        doc_put_string(c->arena, error, "field", arena_strdup(c->arena, field));
    if (!call_failed(c))
        c->status = status;
    doc_add(c->arena, c->errors, error);
}

void
call_not_found(struct call *c)
{
    call_refuse(c, 404, NULL, "Not found");
}

bool
call_failed(const struct call *c)
{
    return doc_count(c->errors) > 0;
}

int64_t
call_id(const struct call *c, size_t i)
{
    int64_t id;

    return c->params[i] && parse_int(c->params[i], 1, INT64_MAX, &id) ? id : -1;
}

static bool
is_kind(const struct doc *d, enum field_kind kind)
{
    enum doc_kind of_items = kind == FIELD_INTS ? DOC_INT : kind == FIELD_MAPS ? DOC_MAP : DOC_TEXT;

    switch (kind) {
    case FIELD_TEXT:
        return d->kind == DOC_TEXT;
    case FIELD_INT:
        return d->kind == DOC_INT;
    case FIELD_BOOL:
        return d->kind == DOC_BOOL;
    case FIELD_MAP:
        return d->kind == DOC_MAP;
    case FIELD_TEXTS:
    case FIELD_INTS:
    case FIELD_MAPS:
        break;
    }
    if (d->kind != DOC_LIST)
        return false;
    doc_each (item, d)
        if (item->kind != of_items)
            return false;
    return true;
}

static bool
is_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(text, *words))
            return true;
    return false;
}

static const char *
words_text(struct arena *a, const char *const *words)
{
    const char *text = *words;

    while (*++words)
        text = arena_printf(a, "%s, %s", text, *words);
    return text;
}

static bool
is_length(const struct doc *d, const struct field *f)
{
    return !f->max || ((int64_t)d->text_len >= f->min && (int64_t)d->text_len <= f->max);
}

static void
check_text(struct call *c, const struct doc *d, const char *name, const struct field *f)
{
    if (f->words && !is_word(d->text, f->words))
        call_error(c, name, "Must be one of %s", words_text(c->arena, f->words));
    else if (!is_length(d, f))
        call_error(
            c, name, "Length must be %lld-%lld characters", (long long)f->min, (long long)f->max);
    else if (strlen(d->text) != d->text_len)
        call_error(c, name, "%s is not valid", f->name);
}

static void
check_value(struct call *c, const struct doc *d, const char *name, const struct field *f)
{
    static const char *const kinds[] = { "String", "Integer", "Boolean", "Array of Strings",
        "Array of Integers", "Object", "Array of Objects" };

    if (!is_kind(d, f->kind)) {
        call_error(c, name, "Must be of type %s", kinds[f->kind]);
        return;
    }
    if (f->kind == FIELD_TEXT)
        check_text(c, d, name, f);
    if (f->kind == FIELD_TEXTS)
        doc_each (item, d)
            check_text(c, item, name, f);
    if (f->kind == FIELD_INT && f->max && (d->integer < f->min || d->integer > f->max))
        call_error(c, name, "Must be %lld-%lld", (long long)f->min, (long long)f->max);
}

bool
call_check(struct call *c, const struct doc *map, const char *prefix, const struct field *f)
{
    size_t before = doc_count(c->errors);

    for (; f->name; f++) {
        const struct doc *d = doc_get(map, f->name);
        const char *name = arena_printf(c->arena, "%s%s", prefix, f->name);
        if (!doc_is_null(d))
            check_value(c, d, name, f);
        else if (f->required)
            call_error(c, name, "%s is required", f->name);
    }
    return doc_count(c->errors) == before;
}
