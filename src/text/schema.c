// SPDX-License-Identifier: MIT
// Checking a document against its tables, everything wrong at once.
#include "text/schema_private.h"

#include "base/str.h"

#define MAX_SUGGESTIONS 128

static void check(const struct schema *s, const struct doc *d, const char *path, struct diags *out);

struct diag *
schema_report(struct diags *out, const struct doc *d, const char *path, const char *fmt,
    const char *a, const char *b)
{
    struct diag *item;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    item = diags_add(out, DIAG_ERROR, d->pos, fmt, a, b);
#pragma GCC diagnostic pop
    item->path = path;
    return item;
}

const char *
schema_what(const struct schema *s)
{
    static const char *const names[] = {
        [S_ANY] = "anything",
        [S_BOOL] = "yes or no",
        [S_INT] = "a whole number",
        [S_NUMBER] = "a number",
        [S_TEXT] = "text",
        [S_NAME] = "a name",
        [S_ENUM] = "a word",
        [S_SIZE] = "a size",
        [S_MAP] = "a map",
        [S_DICT] = "a map",
        [S_LIST] = "a list",
        [S_ONE_OR_LIST] = "a value or a list",
        [S_ONE_OF] = "another kind of value",
    };

    return s->what ? s->what : names[s->type];
}

void
schema_wrong_kind(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    schema_report(
        out, d, path, "%s is wanted here, not %s", schema_what(s), doc_kind_name(d->kind));
}

static const struct schema_field *
field_of(const struct schema *s, const char *name)
{
    for (const struct schema_field *f = s->fields; f->name; f++)
        if (str_eq(f->name, name) || (f->alias && str_eq(f->alias, name)))
            return f;
    return NULL;
}

static void
unknown_key(const struct schema *s, const struct doc *key, const char *path, struct diags *out)
{
    const char *names[MAX_SUGGESTIONS];
    size_t n = 0;

    for (const struct schema_field *f = s->fields; f->name && n + 2 < MAX_SUGGESTIONS; f++) {
        names[n++] = f->name;
        if (f->alias)
            names[n++] = f->alias;
    }
    struct diag *item = schema_report(out, key, path, "unknown key '%.80s'%s", key->text, "");
    const char *near = str_nearest(key->text, names, n);
    if (near)
        diag_hint(out, item, "did you mean %s?", near);
}

static void
check_field(const struct schema *s, const struct doc *key, const struct doc *value,
    const char *path, struct diags *out)
{
    const struct schema_field *f = field_of(s, key->text);
    const char *below =
        arena_printf(out->arena, "%s%s%s", path, *path ? "." : "", f ? f->name : key->text);

    if (!f) {
        if (!s->open)
            unknown_key(s, key, below, out);
        return;
    }
    if (f->later)
        diags_later(out, key->pos, f->name, f->later);
    if (value->kind == DOC_NULL && f->schema->type != S_ANY)
        schema_report(out, key, below, "'%s' has no value%s", key->text, "");
    else
        check(f->schema, value, below, out);
}

static bool
given(const struct doc *map, const struct schema_field *f)
{
    return doc_get(map, f->name) || (f->alias && doc_get(map, f->alias));
}

static void
check_map(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind != DOC_MAP) {
        schema_wrong_kind(s, d, path, out);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        check_field(s, d->keys[i], d->items[i], path, out);
    for (const struct schema_field *f = s->fields; f->name; f++) {
        if (f->required && !given(d, f))
            schema_report(out, d, path, "the key '%s' is missing%s", f->name, "");
        if (f->alias && doc_get(d, f->name) && doc_get(d, f->alias))
            schema_report(
                out, d, path, "'%s' and '%s' mean the same: give one of them", f->name, f->alias);
    }
}

static void
check_dict(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind != DOC_MAP) {
        schema_wrong_kind(s, d, path, out);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        check(s->item, d->items[i], arena_printf(out->arena, "%s.%s", path, d->keys[i]->text), out);
}

static void
check_list(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind != DOC_LIST) {
        schema_wrong_kind(s, d, path, out);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        check(s->item, d->items[i], arena_printf(out->arena, "%s[%zu]", path, i), out);
}

// Does the kind of the value suit the schema? Its content is checked afterwards.
static bool
suits(const struct schema *s, const struct doc *d)
{
    switch (s->type) {
    case S_ANY:
        return true;
    case S_MAP:
    case S_DICT:
        return d->kind == DOC_MAP;
    case S_LIST:
        return d->kind == DOC_LIST;
    case S_INT:
        return d->kind == DOC_INT;
    case S_NUMBER:
        return d->kind == DOC_INT || d->kind == DOC_REAL;
    case S_ONE_OR_LIST:
        return d->kind == DOC_LIST || suits(s->item, d);
    case S_BOOL:
    case S_TEXT:
    case S_NAME:
    case S_ENUM:
    case S_SIZE:
        return schema_is_scalar(d);
    case S_ONE_OF:
        break;
    }
    for (const struct schema *const *c = s->choices; *c; c++)
        if (suits(*c, d))
            return true;
    return false;
}

static void
check_one_of(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    for (const struct schema *const *c = s->choices; *c; c++)
        if (suits(*c, d)) {
            check(*c, d, path, out);
            return;
        }
    schema_wrong_kind(s, d, path, out);
}

static void
check(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    switch (s->type) {
    case S_ANY:
        break;
    case S_BOOL:
    case S_INT:
    case S_NUMBER:
    case S_TEXT:
    case S_NAME:
    case S_ENUM:
    case S_SIZE:
        schema_check_scalar(s, d, path, out);
        break;
    case S_MAP:
        check_map(s, d, path, out);
        break;
    case S_DICT:
        check_dict(s, d, path, out);
        break;
    case S_LIST:
        check_list(s, d, path, out);
        break;
    case S_ONE_OR_LIST:
        if (d->kind == DOC_LIST)
            check_list(s, d, path, out);
        else
            check(s->item, d, path, out);
        break;
    case S_ONE_OF:
        check_one_of(s, d, path, out);
        break;
    }
}

bool
schema_check(const struct schema *s, const struct doc *doc, struct diags *d)
{
    size_t before = d->n_errors;

    check(s, doc, "", d);
    return d->n_errors == before;
}
