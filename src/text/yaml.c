// YAML into docs, by libyaml's document API.
#include "text/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/map.h"
#include "base/parse.h"
#include "base/str.h"

struct reading {
    struct arena *arena;
    yaml_document_t *document;
    size_t nodes;
    struct doc_pos *pos;
    struct lct_err *err;
};

static int
fail_at(struct reading *r, yaml_mark_t mark, const char *what)
{
    if (r->pos)
        *r->pos = (struct doc_pos){ (unsigned)mark.line + 1, (unsigned)mark.column + 1 };
    return lct_fail(r->err, LCT_EPLAN, "%s", what);
}

// Text of the core schema's numbers: decimal, 0x and 0o integers, decimal fractions.
static bool
is_int(const char *s, int64_t *value)
{
    char *end;
    bool hex = str_starts(s, "0x"), octal = str_starts(s, "0o");

    if (!hex && !octal)
        return parse_int(*s == '+' ? s + 1 : s, INT64_MIN, INT64_MAX, value);
    if (!s[2] || strspn(s + 2, hex ? "0123456789abcdefABCDEF" : "01234567") != strlen(s + 2) ||
        strlen(s) > 17)
        return false;
    *value = strtoll(s + 2, &end, hex ? 16 : 8);
    return true;
}

static bool
is_real(const char *s, double *value)
{
    char *end;

    if (!*s || strspn(s, "+-.0123456789eE") != strlen(s) || !strpbrk(s, "0123456789"))
        return false;
    *value = strtod(s, &end);
    return !*end;
}

static bool
among(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, *words))
            return true;
    return false;
}

// The kind of a plain scalar by the core schema of YAML 1.2.
static void
resolve_plain(struct doc *d)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    int64_t integer;
    double real;

    if (among(d->text, nulls)) {
        d->kind = DOC_NULL;
    } else if (among(d->text, trues) || among(d->text, falses)) {
        d->kind = DOC_BOOL;
        d->boolean = among(d->text, trues);
    } else if (is_int(d->text, &integer)) {
        d->kind = DOC_INT;
        d->integer = integer;
    } else if (is_real(d->text, &real)) {
        d->kind = DOC_REAL;
        d->real = real;
    }
}

static struct doc *
read_scalar(struct reading *r, const yaml_node_t *n)
{
    struct doc *d = doc_string(r->arena, "");
    char *text = arena_alloc(r->arena, n->data.scalar.length + 1);

    memcpy(text, n->data.scalar.value, n->data.scalar.length);
    d->text = text;
    d->text_len = n->data.scalar.length;
    d->quoted = n->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!d->quoted)
        resolve_plain(d);
    return d;
}

static int read_node(struct reading *r, int index, unsigned depth, struct doc **ret);

static int
read_list(struct reading *r, const yaml_node_t *n, unsigned depth, struct doc *list)
{
    for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
        struct doc *d;
        if (read_node(r, *i, depth + 1, &d) < 0)
            return -1;
        doc_add(r->arena, list, d);
    }
    return 0;
}

static void
append_pair(struct arena *a, struct doc *map, struct doc *key, struct doc *value)
{
    struct doc keys = { .kind = DOC_LIST, .items = map->keys, .n = map->n, .cap = map->cap };
    struct doc values = { .kind = DOC_LIST, .items = map->items, .n = map->n, .cap = map->cap };

    doc_add(a, &keys, key);
    doc_add(a, &values, value);
    map->keys = keys.items;
    map->items = values.items;
    map->n = values.n;
    map->cap = values.cap;
}

static int
read_map(struct reading *r, const yaml_node_t *n, unsigned depth, struct doc *map)
{
    _own_(map) struct map seen = { 0 };

    for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
        const yaml_node_t *k = yaml_document_get_node(r->document, p->key);
        struct doc *key, *value;
        if (!k || k->type != YAML_SCALAR_NODE)
            return fail_at(r, n->start_mark, "a key must be a word");
        if (read_node(r, p->key, depth + 1, &key) < 0)
            return -1;
        if (key->kind != DOC_TEXT) {
            const char *text = key->text;
            size_t len = key->text_len;
            key->kind = DOC_TEXT;
            key->text = text;
            key->text_len = len;
        }
        if (str_eq(key->text, "<<") && !key->quoted)
            return fail_at(r, k->start_mark, "merge keys (<<) are not part of the plan language");
        if (map_put(&seen, key->text, map))
            return fail_at(r, k->start_mark,
                arena_printf(r->arena, "the key %s stands here a second time", key->text));
        if (read_node(r, p->value, depth + 1, &value) < 0)
            return -1;
        append_pair(r->arena, map, key, value);
    }
    return 0;
}

static bool
own_tag(const yaml_node_t *n)
{
    const char *tag = (const char *)n->tag;
    const char *usual = n->type == YAML_SCALAR_NODE     ? YAML_STR_TAG
                        : n->type == YAML_SEQUENCE_NODE ? YAML_SEQ_TAG
                                                        : YAML_MAP_TAG;

    return tag && !str_eq(tag, usual) && !str_eq(tag, "!");
}

static int
read_node(struct reading *r, int index, unsigned depth, struct doc **ret)
{
    const yaml_node_t *n = yaml_document_get_node(r->document, index);
    struct doc *d;

    if (!n)
        return lct_fail(r->err, LCT_EPLAN, "the document is broken");
    if (depth > YAML_MAX_DEPTH)
        return fail_at(r, n->start_mark, "nested too deeply");
    if (++r->nodes > YAML_MAX_NODES)
        return fail_at(r, n->start_mark, "too large once its aliases are expanded");
    if (own_tag(n))
        return fail_at(r, n->start_mark,
            arena_printf(r->arena, "tags (%s) are not part of the plan language", n->tag));
    d = n->type == YAML_SCALAR_NODE     ? read_scalar(r, n)
        : n->type == YAML_SEQUENCE_NODE ? doc_list(r->arena)
                                        : doc_map(r->arena);
    d->pos =
        (struct doc_pos){ (unsigned)n->start_mark.line + 1, (unsigned)n->start_mark.column + 1 };
    *ret = d;
    if (n->type == YAML_SEQUENCE_NODE)
        return read_list(r, n, depth, d);
    return n->type == YAML_MAPPING_NODE ? read_map(r, n, depth, d) : 0;
}

static int
fail_syntax(const yaml_parser_t *p, struct doc_pos *pos, struct lct_err *err)
{
    yaml_mark_t mark = p->problem_mark;

    if (pos)
        *pos = (struct doc_pos){ (unsigned)mark.line + 1, (unsigned)mark.column + 1 };
    if (p->context && p->problem)
        return lct_fail(err, LCT_EPLAN, "%s %s", p->context, p->problem);
    return lct_fail(err, LCT_EPLAN, "%s", p->problem ? p->problem : "cannot be read as YAML");
}

// The first byte that is no text, for a message better than libyaml's.
static int
check_text(const char *text, size_t n, struct doc_pos *pos, struct lct_err *err)
{
    struct doc_pos at = { 1, 1 };

    if (n > YAML_MAX_BYTES)
        return lct_fail(err, LCT_EPLAN, "larger than %u MB", YAML_MAX_BYTES >> 20);
    if (str_utf8(text, n))
        return LCT_OK;
    for (size_t i = 0, len; i < n; i += len) {
        for (len = 1; len < 4 && i + len < n && ((unsigned char)text[i + len] & 0xc0) == 0x80;
             len++)
            ;
        if (!str_utf8(text + i, len)) {
            if (pos)
                *pos = at;
            return lct_fail(err, LCT_EPLAN, text[i] ? "not valid UTF-8" : "a NUL byte");
        }
        at.col++;
        if (text[i] == '\n')
            at = (struct doc_pos){ at.line + 1, 1 };
    }
    return LCT_OK;
}

static int
read_documents(struct reading *r, yaml_parser_t *parser, struct doc **ret)
{
    yaml_document_t document, more;
    yaml_node_t *root, *second;
    yaml_mark_t mark = { 0 };

    if (!yaml_parser_load(parser, &document))
        return fail_syntax(parser, r->pos, r->err);
    r->document = &document;
    root = yaml_document_get_root_node(&document);
    *ret = doc_null(r->arena);
    int code = root ? read_node(r, 1, 0, ret) : 0;
    if (code == 0 && root) {
        if (!yaml_parser_load(parser, &more)) {
            code = fail_syntax(parser, r->pos, r->err);
        } else {
            second = yaml_document_get_root_node(&more);
            mark = second ? second->start_mark : mark;
            if (second)
                code = fail_at(r, mark, "a second document begins here; a plan is one document");
            yaml_document_delete(&more);
        }
    }
    yaml_document_delete(&document);
    return code < 0 ? r->err ? r->err->code : LCT_EPLAN : LCT_OK;
}

int
yaml_parse(struct arena *a, const char *text, size_t n, struct doc **ret, struct doc_pos *pos,
    struct lct_err *err)
{
    struct lct_err unheard;
    struct reading r = { .arena = a, .pos = pos, .err = err ? err : &unheard };
    yaml_parser_t parser;
    int code = check_text(text, n, pos, r.err);

    if (code != LCT_OK)
        return code;
    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    code = read_documents(&r, &parser, ret);
    yaml_parser_delete(&parser);
    return code;
}
