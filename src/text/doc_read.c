// SPDX-License-Identifier: MIT
// Reading document trees, whatever they hold: values by key, place and path, or what stands in for
// them.
#include <math.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "text/doc_private.h"

const struct doc *
doc_get(const struct doc *map, const char *key)
{
    size_t i;

    if (!map || map->kind != DOC_MAP)
        return NULL;
    i = doc_key_position(map, key);
    return i == DOC_ABSENT ? NULL : map->items[i];
}

const struct doc *
doc_at(const struct doc *list, size_t i)
{
    return list && list->kind == DOC_LIST && i < list->n ? list->items[i] : NULL;
}

size_t
doc_count(const struct doc *d)
{
    return d && (d->kind == DOC_LIST || d->kind == DOC_MAP) ? d->n : 0;
}

const char *
doc_text(const struct doc *scalar, const char *fallback)
{
    if (!scalar || scalar->kind == DOC_NULL || scalar->kind == DOC_LIST ||
        scalar->kind == DOC_MAP || !scalar->text)
        return fallback;
    return scalar->text;
}

int64_t
doc_integer(const struct doc *d, int64_t fallback)
{
    if (d && d->kind == DOC_INT)
        return d->integer;
    if (d && d->kind == DOC_REAL && d->real >= -0x1p62 && d->real <= 0x1p62 &&
        d->real == trunc(d->real))
        return (int64_t)d->real;
    return fallback;
}

double
doc_number(const struct doc *d, double fallback)
{
    if (d && d->kind == DOC_INT)
        return (double)d->integer;
    return d && d->kind == DOC_REAL ? d->real : fallback;
}

bool
doc_boolean(const struct doc *d, bool fallback)
{
    return d && d->kind == DOC_BOOL ? d->boolean : fallback;
}

bool
doc_is_null(const struct doc *d)
{
    return !d || d->kind == DOC_NULL;
}

const char *
doc_get_text(const struct doc *map, const char *key, const char *fallback)
{
    return doc_text(doc_get(map, key), fallback);
}

int64_t
doc_get_int(const struct doc *map, const char *key, int64_t fallback)
{
    return doc_integer(doc_get(map, key), fallback);
}

bool
doc_get_bool(const struct doc *map, const char *key, bool fallback)
{
    return doc_boolean(doc_get(map, key), fallback);
}

const struct doc *
doc_path(const struct doc *d, const char *path)
{
    char word[256];
    int64_t i;

    while (d && *path) {
        size_t n = strcspn(path, ".");
        if (n >= sizeof word)
            return NULL;
        memcpy(word, path, n);
        word[n] = '\0';
        path += n + (path[n] == '.');
        if (d->kind == DOC_LIST)
            d = parse_int(word, 0, INT32_MAX, &i) ? doc_at(d, (size_t)i) : NULL;
        else
            d = doc_get(d, word);
    }
    return d;
}

static bool
same_items(const struct doc *a, const struct doc *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct doc *other = a->kind == DOC_MAP ? doc_get(b, a->keys[i]->text) : doc_at(b, i);
        if (!other || !doc_equal(a->items[i], other))
            return false;
    }
    return true;
}

bool
doc_equal(const struct doc *a, const struct doc *b)
{
    if (!a || !b || a->kind != b->kind)
        return doc_is_null(a) && doc_is_null(b);
    switch (a->kind) {
    case DOC_NULL:
        return true;
    case DOC_BOOL:
        return a->boolean == b->boolean;
    case DOC_INT:
        return a->integer == b->integer;
    case DOC_REAL:
        return a->real == b->real;
    case DOC_TEXT:
        return str_eq(a->text, b->text);
    case DOC_LIST:
    case DOC_MAP:
        return a->n == b->n && same_items(a, b);
    }
    return false;
}

const char *
doc_kind_name(enum doc_kind kind)
{
    static const char *const names[] = {
        [DOC_NULL] = "nothing",
        [DOC_BOOL] = "a truth value",
        [DOC_INT] = "a number",
        [DOC_REAL] = "a number",
        [DOC_TEXT] = "text",
        [DOC_LIST] = "a list",
        [DOC_MAP] = "a map",
    };

    return names[kind];
}
