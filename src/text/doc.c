// Document trees: building and reading. Values of big maps are found through a hash index.
#include "text/doc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"

#define LINEAR_KEYS 16 // up to here, comparing is cheaper than hashing

struct doc_index {
    size_t n_slots;   // a power of two, at least twice the keys
    uint32_t slots[]; // 0: empty, else 1 + the position of the key
};

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

static size_t
hash_of(const char *key)
{
    uint64_t h = 0xcbf29ce484222325;

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 0x100000001b3;
    return (size_t)(h ^ (h >> 32));
}

static void
index_key(struct doc_index *index, const char *key, size_t i)
{
    size_t slot = hash_of(key) & (index->n_slots - 1);

    while (index->slots[slot])
        slot = (slot + 1) & (index->n_slots - 1);
    index->slots[slot] = (uint32_t)i + 1;
}

// Called when the last key was added.
static void
index_last(struct arena *a, struct doc *map)
{
    if (map->n <= LINEAR_KEYS)
        return;
    if (map->index && map->index->n_slots >= map->n * 2) {
        index_key(map->index, map->keys[map->n - 1]->text, map->n - 1);
        return;
    }
    size_t n_slots = 64;
    while (n_slots < map->n * 4)
        n_slots *= 2;
    map->index = arena_alloc(a, sizeof *map->index + n_slots * sizeof map->index->slots[0]);
    map->index->n_slots = n_slots;
    for (size_t i = 0; i < map->n; i++)
        index_key(map->index, map->keys[i]->text, i);
}

#define ABSENT SIZE_MAX

static size_t
key_position(const struct doc *map, const char *key)
{
    if (!map->index) {
        for (size_t i = 0; i < map->n; i++)
            if (str_eq(map->keys[i]->text, key))
                return i;
        return ABSENT;
    }
    size_t mask = map->index->n_slots - 1;
    for (size_t slot = hash_of(key) & mask; map->index->slots[slot]; slot = (slot + 1) & mask) {
        size_t i = map->index->slots[slot] - 1;
        if (str_eq(map->keys[i]->text, key))
            return i;
    }
    return ABSENT;
}

struct doc *
doc_put(struct arena *a, struct doc *map, const char *key, struct doc *value)
{
    size_t i = key_position(map, key);

    if (i != ABSENT)
        return map->items[i] = value;
    make_room(a, map);
    map->keys[map->n] = doc_string(a, key);
    map->items[map->n++] = value;
    index_last(a, map);
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

const struct doc *
doc_get(const struct doc *map, const char *key)
{
    size_t i;

    if (!map || map->kind != DOC_MAP)
        return NULL;
    i = key_position(map, key);
    return i == ABSENT ? NULL : map->items[i];
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

const char *
doc_source_line(const struct doc_source *src, unsigned number, size_t *len)
{
    const char *line = src->text, *end = src->text + src->len, *stop;

    for (unsigned n = 1; n < number && line; n++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || !number || line >= end)
        return NULL;
    if (number == 1 && end - line >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3; // a byte order mark takes no column
    stop = memchr(line, '\n', (size_t)(end - line));
    *len = (size_t)((stop ? stop : end) - line);
    return line;
}
