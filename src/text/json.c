// JSON in and out of docs.
#include "text/json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "text/yaml.h"

#define MAX_DEPTH 64

static int convert(
    struct arena *a, const json_t *j, unsigned depth, struct doc **ret, struct lct_err *err);

static int
convert_list(
    struct arena *a, const json_t *j, unsigned depth, struct doc **ret, struct lct_err *err)
{
    size_t i;
    json_t *item;

    *ret = doc_list(a);
    json_array_foreach(j, i, item)
    {
        struct doc *d;
        if (convert(a, item, depth + 1, &d, err) < 0)
            return err ? err->code : LCT_EUSAGE;
        doc_add(a, *ret, d);
    }
    return LCT_OK;
}

// jansson has refused duplicate keys already, so that keys are added without looking for them.
static void
append(struct arena *a, struct doc *map, const char *key, struct doc *value)
{
    struct doc *name = doc_string(a, key);
    struct doc keys = { .kind = DOC_LIST, .items = map->keys, .n = map->n, .cap = map->cap };

    doc_add(a, &keys, name);
    map->keys = keys.items;
    struct doc values = { .kind = DOC_LIST, .items = map->items, .n = map->n, .cap = map->cap };
    doc_add(a, &values, value);
    map->items = values.items;
    map->n = values.n;
    map->cap = values.cap;
}

static int
convert_map(struct arena *a, json_t *j, unsigned depth, struct doc **ret, struct lct_err *err)
{
    const char *key;
    json_t *item;

    *ret = doc_map(a);
    json_object_foreach(j, key, item)
    {
        struct doc *d;
        if (convert(a, item, depth + 1, &d, err) < 0)
            return err ? err->code : LCT_EUSAGE;
        append(a, *ret, key, d);
    }
    return LCT_OK;
}

static struct doc *
convert_text(struct arena *a, const json_t *j)
{
    struct doc *d = doc_string(a, "");
    size_t n = json_string_length(j);
    char *text = arena_alloc(a, n + 1);

    memcpy(text, json_string_value(j), n);
    d->text = text;
    d->text_len = n;
    d->quoted = true;
    return d;
}

static int
convert(struct arena *a, const json_t *j, unsigned depth, struct doc **ret, struct lct_err *err)
{
    if (depth > MAX_DEPTH)
        return lct_fail(err, LCT_EUSAGE, "JSON nested deeper than %d", MAX_DEPTH);
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return convert_map(a, (json_t *)(uintptr_t)j, depth, ret, err);
    case JSON_ARRAY:
        return convert_list(a, j, depth, ret, err);
    case JSON_STRING:
        *ret = convert_text(a, j);
        return LCT_OK;
    case JSON_INTEGER:
        *ret = doc_int(a, json_integer_value(j));
        return LCT_OK;
    case JSON_REAL:
        *ret = doc_real(a, json_real_value(j));
        return LCT_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        *ret = doc_bool(a, json_is_true(j));
        return LCT_OK;
    case JSON_NULL:
        break;
    }
    *ret = doc_null(a);
    return LCT_OK;
}

int
json_parse(struct arena *a, const char *text, size_t n, size_t max, bool positions,
    struct doc **ret, struct lct_err *err)
{
    json_error_t trouble;
    json_t *j;
    int code;

    if (n > max)
        return lct_fail(err, LCT_EUSAGE, "JSON larger than %zu bytes", max);
    j = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &trouble);
    if (!j)
        return lct_fail(
            err, LCT_EUSAGE, "line %d, column %d: %s", trouble.line, trouble.column, trouble.text);
    if (positions) // JSON is YAML: its reader keeps positions
        code = yaml_parse(a, text, n, ret, NULL, err);
    else
        code = convert(a, j, 0, ret, err);
    json_decref(j);
    return code;
}

static void
quote(struct buf *out, const char *s, size_t n)
{
    buf_addc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else if (c == '\n')
            buf_adds(out, "\\n");
        else if (c == '\t')
            buf_adds(out, "\\t");
        else if (c < 0x20 || c == 0x7f)
            buf_addf(out, "\\u%04x", c);
        else
            buf_addc(out, (char)c);
    }
    buf_addc(out, '"');
}

// Bytes that are no UTF-8 become U+FFFD, so that what we print can always be read.
static void
quote_any(struct buf *out, const char *s, size_t n)
{
    _own_(buf) struct buf clean = { 0 };

    if (str_utf8(s, n)) {
        quote(out, s, n);
        return;
    }
    for (size_t i = 0, len; i < n; i += len) {
        for (len = 1; len < 4 && i + len < n && ((unsigned char)s[i + len] & 0xc0) == 0x80; len++)
            ;
        if (s[i] == '\0' || str_utf8(s + i, len))
            buf_add(&clean, s + i, len);
        else
            buf_adds(&clean, "\xef\xbf\xbd");
    }
    quote(out, buf_str(&clean), clean.len);
}

void
json_quote(struct buf *out, const char *s)
{
    quote_any(out, s, strlen(s));
}

static void
new_line(struct buf *out, enum json_style style, unsigned depth)
{
    if (style == JSON_PRETTY)
        buf_addf(out, "\n%*s", (int)depth * 2, "");
}

static void
print(struct buf *out, const struct doc *d, enum json_style style, unsigned depth)
{
    bool map = d && d->kind == DOC_MAP;

    if (!d || d->kind == DOC_NULL) {
        buf_adds(out, "null");
    } else if (d->kind == DOC_TEXT) {
        quote_any(out, d->text, d->text_len);
    } else if (d->kind == DOC_BOOL) {
        buf_adds(out, d->boolean ? "true" : "false");
    } else if (d->kind == DOC_INT) {
        buf_addf(out, "%lld", (long long)d->integer);
    } else if (d->kind == DOC_REAL) {
        buf_adds(out, d->text);
    } else {
        buf_addc(out, map ? '{' : '[');
        for (size_t i = 0; i < d->n; i++) {
            if (i)
                buf_addc(out, ',');
            new_line(out, style, depth + 1);
            if (map) {
                quote_any(out, d->keys[i]->text, d->keys[i]->text_len);
                buf_adds(out, style == JSON_PRETTY ? ": " : ":");
            }
            print(out, d->items[i], style, depth + 1);
        }
        if (d->n)
            new_line(out, style, depth);
        buf_addc(out, map ? '}' : ']');
    }
}

void
json_print(struct buf *out, const struct doc *d, enum json_style style)
{
    print(out, d, style, 0);
}
