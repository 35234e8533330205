// SPDX-License-Identifier: MIT
// JSON: jansson reads and judges the text; a cursor that walks the text in step with jansson's tree
// finds out where each value stood.
#include "text/json.h"

#include <jansson.h>
#include <string.h>

#include "base/random.h"
#include "base/utf8.h"

#define MAX_DEPTH 64

// Where we are in the text that jansson has found to be valid; text is NULL when nobody wants to
// know positions.
struct cursor {
    const char *text;
    size_t at, n;
    struct doc_pos pos;
};

static void
advance(struct cursor *c)
{
    unsigned char byte = (unsigned char)c->text[c->at++];

    if (byte == '\n') {
        c->pos.line++;
        c->pos.col = 1;
    } else if ((byte & 0xc0) != 0x80) {
        c->pos.col++; // columns count characters
    }
}

// To the next value, key or closing bracket.
static void
skip_between(struct cursor *c)
{
    while (c->text && c->at < c->n && strchr(" \t\r\n,:", c->text[c->at]))
        advance(c);
}

static void
skip_bytes(struct cursor *c, size_t n)
{
    for (; c->text && n && c->at < c->n; n--)
        advance(c);
}

static void
skip_string(struct cursor *c)
{
    if (!c->text)
        return;
    for (advance(c); c->at < c->n && c->text[c->at] != '"'; advance(c))
        if (c->text[c->at] == '\\')
            advance(c);
    if (c->at < c->n)
        advance(c);
}

// Over a number or word; its source text replaces the printed form.
static void
skip_word(struct cursor *c, struct arena *a, struct doc *d)
{
    size_t start = c->at;

    if (!c->text)
        return;
    while (c->at < c->n && !strchr(" \t\r\n,:]}", c->text[c->at]))
        advance(c);
    d->text = arena_strndup(a, c->text + start, c->at - start);
    d->text_len = c->at - start;
}

static int convert(struct arena *a, const json_t *json, struct cursor *c, unsigned depth,
    struct doc **ret, struct lct_err *err);

static int
convert_list(struct arena *a, const json_t *json, struct cursor *c, unsigned depth,
    struct doc **ret, struct lct_err *err)
{
    struct doc *item;

    *ret = doc_list(a);
    skip_bytes(c, 1);
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (convert(a, json_array_get(json, i), c, depth + 1, &item, err) < 0)
            return LCT_EUSAGE;
        doc_add(a, *ret, item);
    }
    skip_between(c);
    skip_bytes(c, 1);
    return LCT_OK;
}

static int
convert_map(struct arena *a, json_t *json, struct cursor *c, unsigned depth, struct doc **ret,
    struct lct_err *err)
{
    struct doc *item;
    const char *key;
    json_t *value;

    *ret = doc_map(a);
    skip_bytes(c, 1);
    json_object_foreach(json, key, value)
    {
        skip_between(c);
        struct doc_pos pos = c->pos;
        skip_string(c);
        if (convert(a, value, c, depth + 1, &item, err) < 0)
            return LCT_EUSAGE;
        doc_put(a, *ret, key, item);
        (*ret)->keys[(*ret)->n - 1]->pos = pos;
    }
    skip_between(c);
    skip_bytes(c, 1);
    return LCT_OK;
}

static struct doc *
convert_scalar(struct arena *a, const json_t *json, struct cursor *c)
{
    struct doc *d;

    if (json_is_string(json)) {
        skip_string(c);
        return doc_string(a, json_string_value(json));
    }
    if (json_is_integer(json))
        d = doc_int(a, json_integer_value(json));
    else if (json_is_real(json))
        d = doc_real(a, json_real_value(json));
    else if (json_is_boolean(json))
        d = doc_bool(a, json_is_true(json));
    else
        d = doc_null(a);
    skip_word(c, a, d);
    return d;
}

static int
convert(struct arena *a, const json_t *json, struct cursor *c, unsigned depth, struct doc **ret,
    struct lct_err *err)
{
    struct doc_pos pos;
    int code = LCT_OK;

    skip_between(c);
    pos = c->pos;
    if (depth > MAX_DEPTH)
        return lct_fail(err, LCT_EUSAGE, "line %u, column %u: nested deeper than %d levels",
            pos.line, pos.col, MAX_DEPTH);
    if (json_is_array(json))
        code = convert_list(a, json, c, depth, ret, err);
    else if (json_is_object(json))
        code = convert_map(a, (json_t *)(uintptr_t)json, c, depth, ret, err);
    else
        *ret = convert_scalar(a, json, c);
    if (code == LCT_OK)
        (*ret)->pos = pos;
    return code;
}

int
json_parse(struct arena *a, const char *text, size_t n, size_t max, bool positions,
    struct doc **ret, struct lct_err *err)
{
    struct cursor c = { .text = positions ? text : NULL, .n = n };
    json_error_t trouble;
    json_t *json;
    int code;

    if (n > max)
        return lct_fail(err, LCT_EUSAGE, "more than %zu bytes", max);
    json_object_seed((size_t)random_hash_seed()); // only the first counts
    json = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &trouble);
    if (!json)
        return lct_fail(err, LCT_EUSAGE, "line %d, column %d: %s",
            trouble.line > 0 ? trouble.line : 1, trouble.column > 0 ? trouble.column : 1,
            trouble.text);
    if (positions)
        c.pos = (struct doc_pos){ 1, 1 };
    code = convert(a, json, &c, 0, ret, err);
    json_decref(json);
    return code;
}

// What terminals, YAML or JavaScript would take for more than a character is written as \uXXXX;
// bytes that are no UTF-8 become U+FFFD.
void
json_quote(struct buf *out, const char *s)
{
    char escaped[UTF8_ESCAPED];
    uint32_t point;

    buf_addc(out, '"');
    for (size_t n; *s; s += n) {
        n = utf8_next(s, &point);
        if (point == '"' || point == '\\')
            buf_addf(out, "\\%c", (char)point);
        else if (point == '\n')
            buf_adds(out, "\\n");
        else if (point == '\t')
            buf_adds(out, "\\t");
        else if (point == '\r')
            buf_adds(out, "\\r");
        else if (point == UTF8_NONE)
            buf_adds(out, "\xef\xbf\xbd");
        else if (utf8_hidden(point))
            buf_adds(out, utf8_escape(point, escaped));
        else
            buf_add(out, s, n);
    }
    buf_addc(out, '"');
}

static void
print_real(struct buf *out, double value)
{
    char text[40];

    if (value != value || value - value != 0) {
        buf_adds(out, "null"); // JSON has no word for these
        return;
    }
    snprintf(text, sizeof text, "%.15g", value);
    if (strtod(text, NULL) != value)
        snprintf(text, sizeof text, "%.17g", value);
    buf_adds(out, text);
    if (!strpbrk(text, ".e"))
        buf_adds(out, ".0"); // stays a real when it is read again
}

static void
new_line(struct buf *out, enum json_style style, unsigned depth)
{
    if (style != JSON_PRETTY)
        return;
    buf_addc(out, '\n');
    for (; depth; depth--)
        buf_adds(out, "  ");
}

static void
print(struct buf *out, const struct doc *d, enum json_style style, unsigned depth)
{
    bool map = d->kind == DOC_MAP;

    switch (d->kind) {
    case DOC_NULL:
        buf_adds(out, "null");
        return;
    case DOC_BOOL:
        buf_adds(out, d->boolean ? "true" : "false");
        return;
    case DOC_INT:
        buf_addf(out, "%lld", (long long)d->integer);
        return;
    case DOC_REAL:
        print_real(out, d->real);
        return;
    case DOC_TEXT:
        json_quote(out, d->text);
        return;
    case DOC_LIST:
    case DOC_MAP:
        break;
    }
    buf_addc(out, map ? '{' : '[');
    for (size_t i = 0; i < d->n; i++) {
        if (i)
            buf_addc(out, ',');
        new_line(out, style, depth + 1);
        if (map) {
            json_quote(out, d->keys[i]->text);
            buf_adds(out, style == JSON_PRETTY ? ": " : ":");
        }
        print(out, d->items[i], style, depth + 1);
    }
    if (d->n)
        new_line(out, style, depth);
    buf_addc(out, map ? '}' : ']');
}

void
json_print(struct buf *out, const struct doc *d, enum json_style style)
{
    print(out, d, style, 0);
}
