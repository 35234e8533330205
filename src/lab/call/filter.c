// SPDX-License-Identifier: MIT
// The grammar of X-Filter, checked as a whole first, then applied to one item after the other.
#include "lab/call/filter.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/texts.h"
#include "text/json.h"

#define FILTER_MAX ((size_t)64 * 1024)
#define DEPTH_MAX 16

struct checking {
    struct arena *arena;
    const char *const *fields;
    const char *why;
};

static bool
refuse(struct checking *c, const char *fmt, const char *word)
{
    c->why = arena_printf(c->arena, fmt, word);
    return false;
}

static bool
is_operator(const char *name)
{
    static const char *const all[] = { "+gt", "+gte", "+lt", "+lte", "+contains", "+neq" };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (str_eq(all[i], name))
            return true;
    return false;
}

static bool
is_scalar(const struct doc *d)
{
    return d->kind != DOC_LIST && d->kind != DOC_MAP;
}

static bool
check_condition(struct checking *c, const char *field, const struct doc *value)
{
    if (!texts_have(c->fields, field))
        return refuse(c, "Cannot filter on %s", field);
    if (value->kind == DOC_LIST)
        return refuse(c, "%s cannot be compared with a list", field);
    for (size_t i = 0; i < (value->kind == DOC_MAP ? value->n : 0); i++) {
        if (!is_operator(value->keys[i]->text))
            return refuse(c, "%s is not a valid operator", value->keys[i]->text);
        if (!is_scalar(value->items[i]))
            return refuse(c, "%s needs a value", value->keys[i]->text);
    }
    return true;
}

static bool check_map(struct checking *c, const struct doc *map, int depth);

static bool
check_branches(struct checking *c, const char *word, const struct doc *list, int depth)
{
    if (list->kind != DOC_LIST)
        return refuse(c, "%s must be a list of filters", word);
    doc_each (item, list)
        if (item->kind != DOC_MAP || !check_map(c, item, depth + 1))
            return c->why ? false : refuse(c, "%s must be a list of filters", word);
    return true;
}

static bool
check_map(struct checking *c, const struct doc *map, int depth)
{
    if (depth > DEPTH_MAX)
        return refuse(c, "%s is nested too deeply", "The filter");
    for (size_t i = 0; i < map->n; i++) {
        const char *key = map->keys[i]->text;
        if (str_eq(key, "+and") || str_eq(key, "+or")) {
            if (!check_branches(c, key, map->items[i], depth))
                return false;
        } else if (depth == 0 && (str_eq(key, "+order") || str_eq(key, "+order_by"))) {
            continue;
        } else if (!check_condition(c, key, map->items[i])) {
            return false;
        }
    }
    return true;
}

static bool
check_order(struct checking *c, struct filter *f)
{
    const struct doc *by = doc_get(f->root, "+order_by"), *order = doc_get(f->root, "+order");
    const char *way = doc_text(order, order ? "" : "asc");

    f->order_by = doc_text(by, by ? "" : NULL);
    f->descending = str_eq(way, "desc");
    if (by && !texts_have(c->fields, f->order_by))
        return refuse(c, "Cannot order by %s", f->order_by);
    if (order && !by)
        return refuse(c, "%s needs +order_by", "+order");
    if (!f->descending && !str_eq(way, "asc"))
        return refuse(c, "%s must be asc or desc", "+order");
    return true;
}

bool
filter_parse(struct arena *a, const char *text, const char *const *fields, struct filter *out,
    const char **why)
{
    struct checking c = { .arena = a, .fields = fields };
    struct doc *root;

    *out = (struct filter){ 0 };
    if (str_empty(text))
        return true;
    if (json_parse(a, text, strlen(text), FILTER_MAX, false, &root, ERR_IGNORED) < 0 ||
        root->kind != DOC_MAP) {
        *why = "The filter is not a JSON object";
        return false;
    }
    out->root = root;
    if (check_map(&c, root, 0) && check_order(&c, out))
        return true;
    *why = c.why;
    return false;
}

// ---- comparing

// Orders two scalars: numbers by value, else by their text. A number equals the text of it.
static int
compare(const struct doc *a, const struct doc *b)
{
    double x = doc_number(a, 0), y = doc_number(b, 0);
    const char *s, *t;
    int64_t ignored;

    if ((a->kind == DOC_INT || a->kind == DOC_REAL) && b->kind == DOC_TEXT &&
        parse_int(b->text, INT64_MIN, INT64_MAX, &ignored))
        y = (double)ignored;
    else if ((a->kind != DOC_INT && a->kind != DOC_REAL) ||
             (b->kind != DOC_INT && b->kind != DOC_REAL)) {
        s = a->kind == DOC_BOOL ? (a->boolean ? "true" : "false") : doc_text(a, "");
        t = b->kind == DOC_BOOL ? (b->boolean ? "true" : "false") : doc_text(b, "");
        return strcmp(s, t);
    }
    return (x > y) - (x < y);
}

static bool
equals(const struct doc *value, const struct doc *wanted)
{
    if (doc_is_null(value) || doc_is_null(wanted))
        return doc_is_null(value) && doc_is_null(wanted);
    return compare(value, wanted) == 0;
}

static bool
holds_scalar(const struct doc *value, const char *op, const struct doc *wanted)
{
    if (str_eq(op, "="))
        return equals(value, wanted);
    if (str_eq(op, "+neq"))
        return !equals(value, wanted);
    if (doc_is_null(value) || doc_is_null(wanted))
        return false;
    if (str_eq(op, "+contains"))
        return strstr(doc_text(value, ""), doc_text(wanted, "")) != NULL;
    int order = compare(value, wanted);
    if (op[1] == 'g')
        return op[3] ? order >= 0 : order > 0;
    return op[3] ? order <= 0 : order < 0;
}

// Of a list (tags, ipv4), one item has to do; none may equal for +neq.
static bool
holds(const struct doc *value, const char *op, const struct doc *wanted)
{
    bool all = str_eq(op, "+neq");

    if (!value || value->kind != DOC_LIST)
        return holds_scalar(value, op, wanted);
    doc_each (item, value)
        if (holds_scalar(item, op, wanted) != all)
            return !all;
    return all;
}

static bool
match_condition(const struct doc *item, const char *field, const struct doc *wanted)
{
    const struct doc *value = doc_path(item, field);

    if (wanted->kind != DOC_MAP)
        return holds(value, "=", wanted);
    for (size_t i = 0; i < wanted->n; i++)
        if (!holds(value, wanted->keys[i]->text, wanted->items[i]))
            return false;
    return true;
}

static bool match_map(const struct doc *map, const struct doc *item);

static bool
match_branches(const struct doc *list, bool any, const struct doc *item)
{
    doc_each (branch, list)
        if (match_map(branch, item) == any)
            return any;
    return !any;
}

static bool
match_map(const struct doc *map, const struct doc *item)
{
    for (size_t i = 0; i < map->n; i++) {
        const char *key = map->keys[i]->text;
        const struct doc *value = map->items[i];
        bool branches = str_eq(key, "+and") || str_eq(key, "+or");
        if (branches ? !match_branches(value, str_eq(key, "+or"), item)
                     : key[0] != '+' && !match_condition(item, key, value))
            return false;
    }
    return true;
}

bool
filter_match(const struct filter *f, const struct doc *item)
{
    return !f->root || match_map(f->root, item);
}

// ---- ordering

struct place {
    const struct doc *item, *key;
    size_t at;
};

static int
place_compare(const void *x, const void *y, void *user)
{
    const struct place *a = x, *b = y;
    const struct filter *f = user;
    int order = !a->key || !b->key ? !!a->key - !!b->key : compare(a->key, b->key);

    if (order == 0)
        return (a->at > b->at) - (a->at < b->at);
    return f->descending ? -order : order;
}

void
filter_sort(const struct filter *f, const struct doc **items, size_t n)
{
    _own_(arena) struct arena *a = NULL;
    struct place *places;

    if (!f->order_by || n < 2)
        return;
    a = arena_new();
    places = arena_array(a, n, sizeof *places);
    for (size_t i = 0; i < n; i++) {
        const struct doc *key = doc_path(items[i], f->order_by);
        places[i] = (struct place){ items[i], doc_is_null(key) ? NULL : key, i };
    }
    qsort_r(places, n, sizeof *places, place_compare, (void *)(uintptr_t)f);
    for (size_t i = 0; i < n; i++)
        items[i] = places[i].item;
}
