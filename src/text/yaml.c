// SPDX-License-Identifier: MIT
// YAML read into docs: libyaml's events, composed here so that depth, aliases and size are bounded
// before anything grows.
#include "text/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/scalar.h"
#include "text/yaml_words.h"

// An anchored node, and what repeating it costs.
struct anchor {
    struct doc *doc;
    size_t nodes;
    unsigned height;
};

struct composer {
    struct arena *arena;
    yaml_parser_t parser;
    yaml_event_t event;
    struct map anchors; // name -> struct anchor, in the arena
    size_t nodes;       // of the expanded tree so far
    struct doc_pos *pos;
    struct lct_err *err;
};

static struct doc_pos
pos_of(yaml_mark_t mark)
{
    return (struct doc_pos){ (unsigned)mark.line + 1, (unsigned)mark.column + 1 };
}

static int __attribute__((format(printf, 3, 4)))
trouble(struct composer *c, struct doc_pos at, const char *fmt, ...)
{
    va_list ap;

    if (c->pos)
        *c->pos = at;
    va_start(ap, fmt);
    lct_vfail(c->err, LCT_EPLAN, fmt, ap);
    va_end(ap);
    return LCT_EPLAN;
}

// Length of the UTF-8 sequence at p, 0 when it is none (or NUL).
static size_t
sequence_length(const char *p, size_t n)
{
    for (size_t len = 1; len <= 4 && len <= n; len++)
        if (str_utf8(p, len))
            return len;
    return 0;
}

static int
check_bytes(struct composer *c, const char *text, size_t n)
{
    size_t i = 0;

    if (n > YAML_MAX_BYTES)
        return trouble(c, (struct doc_pos){ 1, 1 }, "more than %u MiB", YAML_MAX_BYTES >> 20);
    if (str_utf8(text, n))
        return LCT_OK;
    if (utf8_foreign(text, n)) {
        trouble(c, (struct doc_pos){ 1, 1 }, "the text is in %s", utf8_foreign(text, n));
        return lct_hint(c->err, "save it as UTF-8");
    }
    for (size_t len; i < n && (len = sequence_length(text + i, n - i)); i += len)
        ;
    if (!text[i])
        return trouble(c, yaml_pos_at(text, i), "a NUL byte: this is not a text file");
    trouble(c, yaml_pos_at(text, i), "the byte 0x%02x is not valid UTF-8", (unsigned char)text[i]);
    return lct_hint(c->err, "save it as UTF-8");
}

static int
syntax_trouble(struct composer *c)
{
    const char *text = (const char *)c->parser.input.string.start;
    size_t n = (size_t)(c->parser.input.string.end - c->parser.input.string.start);
    struct lct_err err;
    struct doc_pos at = yaml_say(&c->parser, text, n, &err);

    trouble(c, at, "%s", err.text);
    return lct_hint(c->err, "%s", err.hint);
}

static int
next_event(struct composer *c)
{
    yaml_event_delete(&c->event);
    if (!yaml_parser_parse(&c->parser, &c->event))
        return syntax_trouble(c);
    return LCT_OK;
}

static int compose(struct composer *c, unsigned depth, struct doc **ret, unsigned *height);

static int
count_nodes(struct composer *c, struct doc_pos at, size_t n)
{
    c->nodes += n;
    if (c->nodes > YAML_MAX_NODES)
        return trouble(c, at, "more than %d values", YAML_MAX_NODES);
    return LCT_OK;
}

static int
compose_alias(struct composer *c, unsigned depth, struct doc **ret, unsigned *height)
{
    const char *name = (const char *)c->event.data.alias.anchor;
    const struct anchor *anchor = map_get(&c->anchors, name);
    struct doc_pos at = pos_of(c->event.start_mark);

    if (!anchor)
        return trouble(c, at, "the alias *%s has no anchor before it", name);
    if (depth + anchor->height > YAML_MAX_DEPTH)
        return trouble(c, at, "nested deeper than %d levels", YAML_MAX_DEPTH);
    *ret = anchor->doc;
    *height = anchor->height;
    return count_nodes(c, at, anchor->nodes);
}

// Long text counts for more than one value, so that aliases cannot repeat it without bound.
static size_t
weight_of(const yaml_event_t *e)
{
    return e->type == YAML_SCALAR_EVENT ? e->data.scalar.length / 64 : 0;
}

static struct doc *
compose_scalar(struct composer *c)
{
    const char *text = (const char *)c->event.data.scalar.value;
    size_t n = c->event.data.scalar.length;
    struct doc *d;

    if (c->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return scalar_plain(c->arena, text, n);
    d = ARENA_NEW(c->arena, struct doc);
    d->kind = DOC_TEXT;
    d->quoted = true;
    d->text = arena_strndup(c->arena, text, n);
    d->text_len = n;
    return d;
}

static int
compose_list(struct composer *c, unsigned depth, struct doc *list, unsigned *height)
{
    struct doc *item;
    unsigned below;

    for (;;) {
        if (next_event(c) < 0)
            return LCT_EPLAN;
        if (c->event.type == YAML_SEQUENCE_END_EVENT)
            return LCT_OK;
        if (compose(c, depth + 1, &item, &below) < 0)
            return LCT_EPLAN;
        *height = below >= *height ? below + 1 : *height;
        doc_add(c->arena, list, item);
    }
}

static int
check_key(struct composer *c, const struct doc *map, const struct doc *key, struct doc_pos at)
{
    if (key->kind == DOC_LIST || key->kind == DOC_MAP)
        return trouble(c, at, "a key must be a word, not %s", doc_kind_name(key->kind));
    if (str_eq(key->text, "<<") && !key->quoted)
        return trouble(c, at, "merge keys (<<) are not allowed");
    for (size_t i = 0; doc_get(map, key->text) && i < map->n; i++)
        if (str_eq(map->keys[i]->text, key->text))
            return trouble(c, at, "the key '%s' was given before, in line %u", key->text,
                map->keys[i]->pos.line);
    return LCT_OK;
}

static int
compose_map(struct composer *c, unsigned depth, struct doc *map, unsigned *height)
{
    struct doc *key, *value;
    unsigned below;

    for (;;) {
        if (next_event(c) < 0)
            return LCT_EPLAN;
        if (c->event.type == YAML_MAPPING_END_EVENT)
            return LCT_OK;
        struct doc_pos at = pos_of(c->event.start_mark);
        if (compose(c, depth + 1, &key, &below) < 0 || check_key(c, map, key, at) < 0 ||
            next_event(c) < 0 || compose(c, depth + 1, &value, &below) < 0)
            return LCT_EPLAN;
        *height = below >= *height ? below + 1 : *height;
        doc_put(c->arena, map, key->text, value);
        map->keys[map->n - 1]->pos = at;
        map->keys[map->n - 1]->quoted = key->quoted;
    }
}

static const char *
text_in_arena(struct arena *a, const yaml_char_t *s)
{
    return s ? arena_strdup(a, (const char *)s) : NULL;
}

static void
keep_anchor(struct composer *c, const char *name, struct doc *d, size_t nodes, unsigned height)
{
    struct anchor *anchor = ARENA_NEW(c->arena, struct anchor);

    *anchor = (struct anchor){ d, nodes, height };
    map_put(&c->anchors, name, anchor);
}

// Builds the node that the current event begins; ends with its last event current.
static int
compose(struct composer *c, unsigned depth, struct doc **ret, unsigned *height)
{
    const yaml_event_t *e = &c->event;
    struct doc_pos at = pos_of(e->start_mark);
    size_t before = c->nodes;
    const yaml_char_t *tag, *anchor;
    const char *name;
    int code = LCT_OK;

    *height = 0;
    if (depth > YAML_MAX_DEPTH)
        return trouble(c, at, "nested deeper than %d levels", YAML_MAX_DEPTH);
    if (e->type == YAML_ALIAS_EVENT)
        return compose_alias(c, depth, ret, height);
    if (e->type == YAML_SCALAR_EVENT) {
        tag = e->data.scalar.tag;
        anchor = e->data.scalar.anchor;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        tag = e->data.sequence_start.tag;
        anchor = e->data.sequence_start.anchor;
    } else {
        tag = e->data.mapping_start.tag;
        anchor = e->data.mapping_start.anchor;
    }
    if (tag)
        return trouble(c, at, "tags are not allowed (%s)", (const char *)tag);
    if (count_nodes(c, at, 1 + weight_of(e)) < 0)
        return LCT_EPLAN;
    name = text_in_arena(c->arena, anchor);
    if (e->type == YAML_SCALAR_EVENT) {
        *ret = compose_scalar(c);
        if (strlen((*ret)->text) != (*ret)->text_len)
            return trouble(c, at, "text with a NUL character");
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        *ret = doc_list(c->arena);
        code = compose_list(c, depth, *ret, height);
    } else {
        *ret = doc_map(c->arena);
        code = compose_map(c, depth, *ret, height);
    }
    (*ret)->pos = at;
    if (code == LCT_OK && name)
        keep_anchor(c, name, *ret, c->nodes - before, *height);
    return code;
}

static int
compose_document(struct composer *c, struct doc **ret)
{
    unsigned height;

    if (next_event(c) < 0 || next_event(c) < 0) // stream start, document start
        return LCT_EPLAN;
    if (c->event.type == YAML_STREAM_END_EVENT) {
        *ret = doc_null(c->arena);
        (*ret)->pos = (struct doc_pos){ 1, 1 };
        return LCT_OK;
    }
    if (next_event(c) < 0 || compose(c, 0, ret, &height) < 0)
        return LCT_EPLAN;
    if (next_event(c) < 0 || next_event(c) < 0) // document end, stream end
        return LCT_EPLAN;
    if (c->event.type != YAML_STREAM_END_EVENT)
        return trouble(c, pos_of(c->event.start_mark), "a second document begins here");
    return LCT_OK;
}

int
yaml_parse(struct arena *a, const char *text, size_t n, struct doc **ret, struct doc_pos *pos,
    struct lct_err *err)
{
    struct composer c = { .arena = a, .pos = pos, .err = err };
    int code;

    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; // a byte order mark says nothing in UTF-8
        n -= 3;
    }
    if (check_bytes(&c, text, n) < 0)
        return LCT_EPLAN;
    if (!yaml_parser_initialize(&c.parser))
        abort(); // out of memory
    yaml_parser_set_encoding(&c.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&c.parser, (const unsigned char *)text, n);
    code = compose_document(&c, ret);
    yaml_event_delete(&c.event);
    yaml_parser_delete(&c.parser);
    map_done(&c.anchors);
    return code;
}
