// The document tree: building, reading, comparing.
#include "text/doc.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"

static struct doc *
doc_new(struct arena *a, enum doc_kind kind)
{
    struct doc *d = ARENA_NEW(a, struct doc);

    d->kind = kind;
    return d;
}

static struct doc *
doc_scalar(struct arena *a, enum doc_kind kind, const char *text)
{
    struct doc *d = doc_new(a, kind);

    d->text = text;
    d->text_len = strlen(text);
    return d;
}

struct doc *
doc_null(struct arena *a)
{
    return doc_scalar(a, DOC_NULL, "null");
}

struct doc *
doc_bool(struct arena *a, bool value)
{
    struct doc *d = doc_scalar(a, DOC_BOOL, value ? "true" : "false");

    d->boolean = value;
    return d;
}

struct doc *
doc_int(struct arena *a, int64_t value)
{
    struct doc *d = doc_scalar(a, DOC_INT, arena_printf(a, "%lld", (long long)value));

    d->integer = value;
    return d;
}

// The shortest decimal that reads back as the same number.
struct doc *
doc_real(struct arena *a, double value)
{
    char text[40];

    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    if (!isfinite(value))
        return doc_null(a);
    struct doc *d = doc_scalar(a, DOC_REAL, arena_strdup(a, text));
    d->real = value;
    return d;
}

struct doc *
doc_string(struct arena *a, const char *value)
{
    return value ? doc_scalar(a, DOC_TEXT, arena_strdup(a, value)) : doc_null(a);
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

static struct doc **
grown(struct arena *a, struct doc **old, size_t n, size_t cap)
{
    struct doc **items = arena_array(a, cap, sizeof(struct doc *));

    if (n)
        memcpy(items, old, n * sizeof(struct doc *));
    return items;
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
    list->items[list->n++] = value;
    return value;
}

static size_t
key_at(const struct doc *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return i;
    return map->n;
}

struct doc *
doc_put(struct arena *a, struct doc *map, const char *key, struct doc *value)
{
    size_t i = key_at(map, key);

    if (i < map->n) {
        map->items[i] = value;
        return value;
    }
    make_room(a, map);
    map->keys[map->n] = doc_string(a, key);
    map->items[map->n++] = value;
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
doc_copy(struct arena *a, const struct doc *d)
{
    struct doc *copy = ARENA_NEW(a, struct doc);

    *copy = *d;
    if (d->text) {
        char *text = arena_alloc(a, d->text_len + 1);
        memcpy(text, d->text, d->text_len);
        copy->text = text;
    }
    if (d->kind != DOC_LIST && d->kind != DOC_MAP)
        return copy;
    copy->cap = d->n;
    copy->items = arena_array(a, d->n, sizeof(struct doc *));
    copy->keys = d->kind == DOC_MAP ? arena_array(a, d->n, sizeof(struct doc *)) : NULL;
    for (size_t i = 0; i < d->n; i++) {
        copy->items[i] = doc_copy(a, d->items[i]);
        if (copy->keys)
            copy->keys[i] = doc_copy(a, d->keys[i]);
    }
    return copy;
}

const struct doc *
doc_get(const struct doc *map, const char *key)
{
    size_t i;

    if (!map || map->kind != DOC_MAP)
        return NULL;
    i = key_at(map, key);
    return i < map->n ? map->items[i] : NULL;
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
doc_text(const struct doc *d, const char *fallback)
{
    if (!d || d->kind == DOC_NULL || d->kind == DOC_LIST || d->kind == DOC_MAP)
        return fallback;
    return d->text;
}

int64_t
doc_integer(const struct doc *d, int64_t fallback)
{
    if (d && d->kind == DOC_INT)
        return d->integer;
    if (d && d->kind == DOC_REAL && d->real == floor(d->real) && fabs(d->real) < 0x1p53)
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
    char name[256];

    for (size_t len; d && *path; path += len + (path[len] == '.')) {
        int64_t i;
        len = strcspn(path, ".");
        if (len >= sizeof name)
            return NULL;
        memcpy(name, path, len);
        name[len] = '\0';
        if (d->kind == DOC_LIST)
            d = parse_int(name, 0, INT32_MAX, &i) ? doc_at(d, (size_t)i) : NULL;
        else
            d = doc_get(d, name);
    }
    return d;
}

static bool
lists_equal(const struct doc *a, const struct doc *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!doc_equal(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool
maps_equal(const struct doc *a, const struct doc *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct doc *other = doc_get(b, a->keys[i]->text);
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
        return !(a->real < b->real) && !(a->real > b->real);
    case DOC_TEXT:
        return a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
    case DOC_LIST:
        return a->n == b->n && lists_equal(a, b);
    case DOC_MAP:
        return a->n == b->n && maps_equal(a, b);
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
