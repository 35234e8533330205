// Checking a document against its tables, everything wrong at once.
#include "text/schema.h"

#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/utf8.h"

#define MAX_SUGGESTIONS 128

static void check(const struct schema *s, const struct doc *d, const char *path, struct diags *out);

static struct diag *
report(struct diags *out, const struct doc *d, const char *path, const char *fmt, const char *a,
    const char *b)
{
    struct diag *item;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    item = diags_add(out, DIAG_ERROR, d->pos, fmt, a, b);
#pragma GCC diagnostic pop
    item->path = path;
    return item;
}

static const char *
what_of(const struct schema *s)
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

static void
wrong_kind(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    report(out, d, path, "%s is wanted here, not %s", what_of(s), doc_kind_name(d->kind));
}

static bool
is_scalar(const struct doc *d)
{
    return d->kind == DOC_BOOL || d->kind == DOC_INT || d->kind == DOC_REAL || d->kind == DOC_TEXT;
}

static bool
bool_word(const char *s, bool *value)
{
    static const char *const words[] = { "yes", "no", "true", "false", "on", "off" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_ieq(s, words[i])) {
            *value = i % 2 == 0;
            return true;
        }
    return false;
}

bool
schema_bool(const struct doc *d, bool fallback)
{
    bool value = fallback;

    if (d && d->kind == DOC_BOOL)
        return d->boolean;
    if (d && d->kind == DOC_TEXT)
        bool_word(d->text, &value);
    return value;
}

static void
check_bool(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    bool value;

    if (d->kind != DOC_BOOL && !(d->kind == DOC_TEXT && bool_word(d->text, &value)))
        wrong_kind(s, d, path, out);
}

static void
check_range(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    double value = doc_number(d, 0);
    char least[32], most[32];

    if (s->min >= s->max || (value >= s->min && value <= s->max))
        return;
    snprintf(least, sizeof least, "%g", s->min);
    snprintf(most, sizeof most, "%.17g", s->max);
    report(out, d, path, "the number must be within %s and %s", least, most);
}

// What looks like a number to a person, and why it is none here.
static const char *
number_hint(const struct doc *d)
{
    const char *text = doc_text(d, "");
    size_t n = strlen(text), digits = strspn(text, "0123456789");

    if (d->kind == DOC_TEXT && d->quoted && n && digits == n)
        return "numbers have no quotes";
    if (!n || !digits || strspn(text, "0123456789_',.eE+-") != n)
        return NULL;
    if (digits == n)
        return "it is too large";
    if (text[digits] == '_' || text[digits] == '\'' || text[digits] == ',')
        return "write its digits without anything between them";
    return "write it with digits alone, without point or exponent";
}

// Some readers of YAML take 010 for 8, others for 10.
static bool
looks_octal(const struct doc *d)
{
    const char *text = doc_text(d, "");

    text += *text == '-' || *text == '+';
    return d->kind == DOC_INT && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

static void
check_number(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind == DOC_INT && looks_octal(d)) {
        diag_hint(out, report(out, d, path, "%s begins with 0: it could be octal%s", d->text, ""),
            "write %lld", (long long)d->integer);
    } else if (d->kind != DOC_INT && !(s->type == S_NUMBER && d->kind == DOC_REAL)) {
        struct diag *item = report(out, d, path, "%s is wanted here, not %s", what_of(s),
            d->kind == DOC_REAL ? d->text : doc_kind_name(d->kind));
        const char *hint = number_hint(d);
        if (hint)
            diag_hint(out, item, "%s", hint);
    } else {
        check_range(s, d, path, out);
    }
}

static void
check_fault(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    char why[SCHEMA_WHY];
    const char *fault = s->fault ? s->fault(d->text, why) : NULL;

    if (fault)
        report(out, d, path, "%s: %s",
            arena_printf(out->arena, "'%.80s' cannot be %s", d->text, what_of(s)), fault);
}

static void
check_text(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    char least[32], most[32];

    if (!is_scalar(d)) {
        wrong_kind(s, d, path, out);
        return;
    }
    if (memchr(d->text, 0, d->text_len))
        report(out, d, path, "%s must not hold a NUL byte%s", what_of(s), "");
    double n = (double)utf8_count(d->text);
    if (s->max <= 0 || (n >= s->min && n <= s->max)) {
        check_fault(s, d, path, out);
        return;
    }
    snprintf(least, sizeof least, "%g", s->min);
    snprintf(most, sizeof most, "%g", s->max);
    report(out, d, path, "must have %s to %s characters", least, most);
}

static void
check_name(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    if (!is_scalar(d))
        wrong_kind(s, d, path, out);
    else if (!d->text_len || d->text_len > 64 || strspn(d->text, allowed) != d->text_len)
        report(out, d, path, "'%.80s' is no name: 1 to 64 of A-Z a-z 0-9 . _ -%s", d->text, "");
}

static void
check_enum(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    struct buf list = { 0 };
    size_t n = 0;

    if (!is_scalar(d)) {
        wrong_kind(s, d, path, out);
        return;
    }
    for (; s->words[n]; n++) {
        if (str_eq(s->words[n], d->text)) {
            buf_done(&list);
            return;
        }
        buf_addf(&list, "%s%s", n ? ", " : "", s->words[n]);
    }
    struct diag *item = report(out, d, path, "'%.80s' is not one of: %s", d->text, buf_str(&list));
    const char *near = str_nearest(d->text, s->words, n);
    if (near)
        diag_hint(out, item, "did you mean %s?", near);
    buf_done(&list);
}

// "80%", "12.5%"
static bool
is_percent(const char *text)
{
    size_t n = strspn(text, "0123456789");
    size_t part = text[n] == '.' ? strspn(text + n + 1, "0123456789") : 0;

    return n && str_eq(text + n + (part ? part + 1 : 0), "%");
}

static void
check_size(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    uint64_t bytes;

    if (!is_scalar(d))
        wrong_kind(s, d, path, out);
    else if (!is_percent(d->text) && !str_eq(d->text, "auto") &&
             !parse_size(d->text, 1 << 20, &bytes))
        report(
            out, d, path, "'%.80s' is no size: use for example 80%%, 500GB or auto%s", d->text, "");
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
    struct diag *item = report(out, key, path, "unknown key '%.80s'%s", key->text, "");
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
        report(out, key, below, "'%s' has no value%s", key->text, "");
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
        wrong_kind(s, d, path, out);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        check_field(s, d->keys[i], d->items[i], path, out);
    for (const struct schema_field *f = s->fields; f->name; f++) {
        if (f->required && !given(d, f))
            report(out, d, path, "the key '%s' is missing%s", f->name, "");
        if (f->alias && doc_get(d, f->name) && doc_get(d, f->alias))
            report(
                out, d, path, "'%s' and '%s' mean the same: give one of them", f->name, f->alias);
    }
}

static void
check_dict(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind != DOC_MAP) {
        wrong_kind(s, d, path, out);
        return;
    }
    for (size_t i = 0; i < d->n; i++)
        check(s->item, d->items[i], arena_printf(out->arena, "%s.%s", path, d->keys[i]->text), out);
}

static void
check_list(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    if (d->kind != DOC_LIST) {
        wrong_kind(s, d, path, out);
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
        return is_scalar(d);
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
    wrong_kind(s, d, path, out);
}

static void
check(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    switch (s->type) {
    case S_ANY:
        break;
    case S_BOOL:
        check_bool(s, d, path, out);
        break;
    case S_INT:
    case S_NUMBER:
        check_number(s, d, path, out);
        break;
    case S_TEXT:
        check_text(s, d, path, out);
        break;
    case S_NAME:
        check_name(s, d, path, out);
        break;
    case S_ENUM:
        check_enum(s, d, path, out);
        break;
    case S_SIZE:
        check_size(s, d, path, out);
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
