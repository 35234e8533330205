// SPDX-License-Identifier: MIT
// Questions to the inventory: a small expression over the fields of a node.
//
//     expression = term { "or" term }        term = factor { "and" factor }
//     factor     = "not" factor | "(" expression ")" | FIELD ("=" | "!=" | "~") VALUE
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/query/inventory.h"
#include "app/query/query.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/tmpl.h"

#define MAX_DEPTH 64

// Other names that queries have for a field of an answer.
static const struct {
    const char *name, *field;
} others[] = {
    { "tag", "tags" },
    { "volume", "volumes" },
    { "public_ip", "public_ipv4" },
    { "private_ip", "private_ipv4" },
};

enum test { TEST_AND, TEST_OR, TEST_NOT, TEST_EQUAL, TEST_HAS };

struct expr {
    enum test test;
    const char *field, *value; // EQUAL, HAS; as answers name it
    struct expr *a, *b;        // AND, OR, NOT (a)
};

struct parser {
    struct arena *arena;
    const char *start, *at;
    unsigned depth;
    struct lct_err *err;
};

static struct expr *parse_or(struct parser *p);

static struct expr *
fail(struct parser *p, const char *what)
{
    if (p->err->code == LCT_OK) {
        lct_fail(p->err, LCT_EUSAGE, "query: %s at column %zu of '%s'", what,
            (size_t)(p->at - p->start) + 1, p->start);
        lct_hint(p->err, "for example: cluster=hdfs1 and tag=master and state=started");
    }
    return NULL;
}

static void
skip_space(struct parser *p)
{
    while (isspace((unsigned char)*p->at))
        p->at++;
}

static bool
take_word(struct parser *p, const char *word)
{
    size_t n = strlen(word);

    skip_space(p);
    if (strncasecmp(p->at, word, n) != 0 || isalnum((unsigned char)p->at[n]) || p->at[n] == '_' ||
        p->at[n] == '=')
        return false;
    p->at += n;
    return true;
}

static struct expr *
expr_new(struct parser *p, enum test test, struct expr *a, struct expr *b)
{
    struct expr *e = ARENA_NEW(p->arena, struct expr);

    *e = (struct expr){ .test = test, .a = a, .b = b };
    return e;
}

// As answers name it; NULL: queries do not know it.
static const char *
field_of(const char *name)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (str_eq(others[i].name, name))
            return others[i].field;
    fields_each (f, node_record)
        if (f->flags & FIELD_ASKED && str_eq(f->name, name))
            return f->name;
    return NULL;
}

static const char *
nearest_field(const char *name)
{
    VEC(const char *) names = { 0 };
    const char *nearest;

    fields_each (f, node_record)
        if (f->flags & FIELD_ASKED)
            vec_push(&names, f->name);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        vec_push(&names, others[i].name);
    nearest = str_nearest(name, names.items, names.n);
    vec_done(&names);
    return nearest;
}

static const char *
parse_field(struct parser *p)
{
    size_t n = strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    const char *name = arena_strndup(p->arena, p->at, n), *field = field_of(name), *near;

    if (!n)
        return (void)fail(p, "a field is missing"), NULL;
    if (field) {
        p->at += n;
        return field;
    }
    near = nearest_field(name);
    fail(p, "unknown field");
    if (near)
        lct_hint(p->err, "did you mean %s?", near);
    return NULL;
}

static const char *
parse_value(struct parser *p)
{
    char quote = *p->at == '\'' || *p->at == '"' ? *p->at : '\0';
    size_t n;

    if (quote) {
        const char *end = strchr(p->at + 1, quote);
        if (!end)
            return (void)fail(p, "a quote is not closed"), NULL;
        n = (size_t)(end - p->at) - 1;
        p->at = end + 1;
        return arena_strndup(p->arena, end - n, n);
    }
    n = strcspn(p->at, " \t\n()");
    if (!n)
        return (void)fail(p, "a value is missing"), NULL;
    p->at += n;
    return arena_strndup(p->arena, p->at - n, n);
}

static struct expr *
parse_test(struct parser *p)
{
    const char *field = parse_field(p), *value;
    bool not = false, part = false;

    if (!field)
        return NULL;
    skip_space(p);
    if (str_starts(p->at, "!=") || str_starts(p->at, "==")) {
        not = *p->at == '!';
        p->at += 2;
    } else if (*p->at == '=' || *p->at == '~') {
        part = *p->at++ == '~';
    } else {
        return fail(p, "=, != or ~ is missing");
    }
    skip_space(p);
    value = parse_value(p);
    if (!value)
        return NULL;
    struct expr *e = expr_new(p, part ? TEST_HAS : TEST_EQUAL, NULL, NULL);
    e->field = field;
    e->value = value;
    return not ? expr_new(p, TEST_NOT, e, NULL) : e;
}

static struct expr *
parse_factor(struct parser *p)
{
    struct expr *e;

    if (++p->depth > MAX_DEPTH)
        return fail(p, "nested too deeply");
    if (take_word(p, "not")) {
        e = parse_factor(p);
        e = e ? expr_new(p, TEST_NOT, e, NULL) : NULL;
    } else if (skip_space(p), *p->at == '(') {
        p->at++;
        e = parse_or(p);
        skip_space(p);
        if (e && *p->at != ')')
            e = fail(p, "a ) is missing");
        p->at += e != NULL;
    } else {
        e = parse_test(p);
    }
    p->depth--;
    return e;
}

static struct expr *
parse_and(struct parser *p)
{
    struct expr *e = parse_factor(p);

    while (e && take_word(p, "and")) {
        struct expr *right = parse_factor(p);
        e = right ? expr_new(p, TEST_AND, e, right) : NULL;
    }
    return e;
}

static struct expr *
parse_or(struct parser *p)
{
    struct expr *e = parse_and(p);

    while (e && take_word(p, "or")) {
        struct expr *right = parse_and(p);
        e = right ? expr_new(p, TEST_OR, e, right) : NULL;
    }
    return e;
}

int
expr_parse(struct arena *a, const char *text, struct expr **ret, struct lct_err *err)
{
    struct parser p = { .arena = a, .start = text, .at = text, .err = err };

    *ret = NULL;
    skip_space(&p);
    if (!*p.at)
        return LCT_OK;
    *ret = parse_or(&p);
    skip_space(&p);
    if (*ret && *p.at)
        fail(&p, "and or or is missing");
    return err->code;
}

static bool
one_fits(const struct expr *e, const char *text)
{
    return text && (e->test == TEST_HAS ? str_ihas(text, e->value) : str_eq(text, e->value));
}

bool
expr_fits(const struct expr *e, const struct doc *node)
{
    const struct doc *value;

    if (!e)
        return true;
    if (e->test == TEST_AND)
        return expr_fits(e->a, node) && expr_fits(e->b, node);
    if (e->test == TEST_OR)
        return expr_fits(e->a, node) || expr_fits(e->b, node);
    if (e->test == TEST_NOT)
        return !expr_fits(e->a, node);
    value = doc_get(node, e->field);
    if (!value || value->kind != DOC_LIST)
        return one_fits(e, doc_text(value, NULL));
    doc_each (item, value)
        if (one_fits(e, doc_text(item, NULL)))
            return true;
    return false;
}

int
lct_query(struct lct *t, const char *expression, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct inventory inv;
    struct expr *e;

    if (expr_parse(a, expression ? expression : "", &e, err) < 0 ||
        inventory_read(t, a, &inv, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "nodes", doc_list(answer->arena));
    for (size_t i = 0; i < inv.n; i++) {
        struct doc *d = node_doc(answer->arena, inv.nodes[i], inv.clusters[i]);
        if (expr_fits(e, d))
            doc_add(answer->arena, list, d);
    }
    *ret = answer;
    return LCT_OK;
}

static const char *
value_text(void *user, const char *name)
{
    const struct lct_value *node = user;
    const char *field = field_of(name);
    const struct lct_value *v = lct_get(node, field);

    if (!field)
        return NULL;
    return lct_count(v) ? lct_text(lct_at(v, 0), "") : lct_text(v, ""); // of several the first
}

int
lct_query_format(const struct lct_value *nodes, const char *format, char **ret, struct lct_err *err)
{
    API_NEEDS(err, format && ret);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    struct tmpl *t;
    size_t at;

    if (tmpl_parse(a, format, &t, &at, err) < 0) {
        err->code = LCT_EUSAGE;
        return lct_wrap(err, "--format, column %zu", at + 1);
    }
    for (size_t i = 0; i < lct_count(nodes); i++) {
        if (tmpl_render(t, value_text, (void *)(uintptr_t)lct_at(nodes, i), &out, err) < 0) {
            err->code = LCT_EUSAGE;
            return lct_wrap(err, "--format");
        }
        buf_addc(&out, '\n');
    }
    *ret = buf_take(&out);
    return LCT_OK;
}
