// SPDX-License-Identifier: MIT
// Document trees: building them.
#include "text/doc_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct doc *
doc_new(struct arena *a, enum doc_kind kind)
{
    struct doc *d = ARENA_NEW(a, struct doc);

    d->kind = kind;
    return d;
}

static struct doc *
scalar_new(struct arena *a, enum doc_kind kind, char *text)
{
    struct doc *d = doc_new(a, kind);

    d->text = text;
    d->text_len = strlen(text);
    return d;
}

struct doc *
doc_null(struct arena *a)
{
    return doc_new(a, DOC_NULL);
}

struct doc *
doc_bool(struct arena *a, bool value)
{
    struct doc *d = scalar_new(a, DOC_BOOL, arena_strdup(a, value ? "true" : "false"));

    d->boolean = value;
    return d;
}

struct doc *
doc_int(struct arena *a, int64_t value)
{
    struct doc *d = scalar_new(a, DOC_INT, arena_printf(a, "%lld", (long long)value));

    d->integer = value;
    return d;
}

struct doc *
doc_real(struct arena *a, double value)
{
    char *text = arena_printf(a, "%.15g", value);

    if (!isfinite(value))
        return doc_null(a); // JSON has no word for it
    if (strtod(text, NULL) != value)
        text = arena_printf(a, "%.17g", value);
    struct doc *d = scalar_new(a, DOC_REAL, text);

    d->real = value;
    return d;
}

struct doc *
doc_string(struct arena *a, const char *value)
{
    struct doc *d;

    if (!value)
        return doc_null(a);
    d = scalar_new(a, DOC_TEXT, arena_strdup(a, value));
    d->quoted = true;
    return d;
}

struct doc *
doc_list(struct arena *a)
{
    return doc_new(a, DOC_LIST);
}

struct doc *
doc_map(struct arena *a)
{
    return doc_new(a, DOC_MAP);
}

static void *
grown(struct arena *a, const void *old, size_t n, size_t cap)
{
    void **wider = arena_array(a, cap, sizeof *wider);

    if (n)
        memcpy(wider, old, n * sizeof *wider);
    return wider;
}

static void
make_room(struct arena *a, struct doc *d)
{
    if (d->n < d->cap)
        return;
    d->cap = d->cap ? d->cap * 2 : 4;
    d->items = grown(a, d->items, d->n, d->cap);
    if (d->kind == DOC_MAP)
        d->keys = grown(a, d->keys, d->n, d->cap);
}

struct doc *
doc_add(struct arena *a, struct doc *list, struct doc *value)
{
    make_room(a, list);
    return list->items[list->n++] = value;
}

struct doc *
doc_put(struct arena *a, struct doc *map, const char *key, struct doc *value)
{
    size_t i = doc_key_position(map, key);

    if (i != DOC_ABSENT)
        return map->items[i] = value;
    make_room(a, map);
    map->keys[map->n] = doc_string(a, key);
    map->items[map->n++] = value;
    doc_index_last(a, map);
    return value;
}

void
doc_put_string(struct arena *a, struct doc *map, const char *key, const char *value)
{
    doc_put(a, map, key, doc_string(a, value));
}

void
doc_put_int(struct arena *a, struct doc *map, const char *key, int64_t value)
{
    doc_put(a, map, key, doc_int(a, value));
}

void
doc_put_bool(struct arena *a, struct doc *map, const char *key, bool value)
{
    doc_put(a, map, key, doc_bool(a, value));
}

struct doc *
doc_texts(struct arena *a, const char *const *texts)
{
    struct doc *list = doc_list(a);

    for (; texts && *texts; texts++)
        doc_add(a, list, doc_string(a, *texts));
    return list;
}

struct doc *
doc_copy(struct arena *a, const struct doc *d)
{
    struct doc *copy = ARENA_NEW(a, struct doc);

    *copy = *d;
    if (d->text)
        copy->text = arena_strndup(a, d->text, d->text_len);
    if (d->kind != DOC_LIST && d->kind != DOC_MAP)
        return copy;
    copy->n = copy->cap = 0;
    copy->index = NULL;
    for (size_t i = 0; i < d->n; i++) {
        struct doc *value = doc_copy(a, d->items[i]);
        if (d->kind == DOC_LIST) {
            doc_add(a, copy, value);
            continue;
        }
        doc_put(a, copy, d->keys[i]->text, value);
        copy->keys[i]->pos = d->keys[i]->pos;
        copy->keys[i]->quoted = d->keys[i]->quoted;
    }
    return copy;
}
