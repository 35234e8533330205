// SPDX-License-Identifier: MIT
// What a plan declares of its parameters, and the value that each of them has.
#include "plan/load/parameter.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "text/scalar.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define NAME_MAX_CHARS 64
#define VALUE_MAX 4096
#define MOST_NAMES 512

// What a declaration says of one thing; a scalar declares its default alone.
static const struct doc *
declares(const struct doc *declared, const char *key)
{
    if (declared->kind == DOC_MAP)
        return doc_get(declared, key);
    return str_eq(key, "default") && declared->kind != DOC_NULL ? declared : NULL;
}

static const struct doc *
said(const struct parameter *p, const char *key)
{
    return declares(p->spec, key);
}

// Of a value at `pos`: "the default", or "--set nodes=7".
struct told {
    struct parameters *all;
    struct parameter *parameter;
    struct doc_pos pos;
    const char *whose;
};

static struct diag *__attribute__((format(printf, 2, 3)))
wrong(const struct told *t, const char *fmt, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    t->parameter->bad = true;
    return diags_add(t->all->diags, DIAG_ERROR, t->pos, "%s: %s", t->whose, text);
}

static bool
is_number(const struct doc *d)
{
    return d && (d->kind == DOC_INT || d->kind == DOC_REAL);
}

static const char *
out_of_bounds(struct arena *a, const struct doc *declared, const struct doc *value)
{
    const struct doc *min = declares(declared, "min"), *max = declares(declared, "max");

    if (!min && !max)
        return NULL;
    if (!is_number(value))
        return arena_printf(a, "min: and max: bound numbers, not %s", doc_kind_name(value->kind));
    if (is_number(min) && doc_number(value, 0) < doc_number(min, 0))
        return arena_printf(a, "%s is less than %s, the least", value->text, min->text);
    if (is_number(max) && doc_number(value, 0) > doc_number(max, 0))
        return arena_printf(a, "%s is more than %s, the most", value->text, max->text);
    return NULL;
}

static const char *
no_word(struct arena *a, const struct doc *declared, const struct doc *value, const char **near)
{
    const struct doc *words = declares(declared, "words");
    const char *names[MOST_NAMES];
    _own_(buf) struct buf list = { 0 };
    size_t n = 0;

    if (!words)
        words = declares(declared, "choices");
    if (!words || words->kind != DOC_LIST)
        return NULL;
    for (; n < words->n && n < MOST_NAMES; n++) {
        names[n] = doc_text(words->items[n], "");
        if (str_eq(names[n], doc_text(value, "")))
            return NULL;
        buf_addf(&list, "%s%s", n ? ", " : "", names[n]);
    }
    *near = str_nearest(doc_text(value, ""), names, n);
    return arena_printf(a, "'%.80s' is not one of: %s", doc_text(value, ""), buf_str(&list));
}

const char *
parameter_refuses(
    struct arena *a, const struct doc *declared, const struct doc *value, const char **near)
{
    const char *why = out_of_bounds(a, declared, value);

    *near = NULL;
    return why ? why : no_word(a, declared, value, near);
}

static void
check_value(const struct told *t, const struct doc *value)
{
    const char *near;
    const char *why = parameter_refuses(t->all->arena, t->parameter->spec, value, &near);
    struct diag *item = why ? wrong(t, "%s", why) : NULL;

    if (near)
        diag_hint(t->all->diags, item, "did you mean %s?", near);
}

// A setting has the kind of the default; without one it means what it would mean in the plan.
static const struct doc *
read_setting(const struct told *t, const char *text)
{
    struct arena *a = t->all->arena;
    const struct doc *by_default = said(t->parameter, "default");
    struct doc *plain = scalar_plain(a, text, strlen(text));
    enum doc_kind kind = by_default ? by_default->kind : plain->kind;

    if (kind == DOC_TEXT || kind == DOC_NULL)
        return doc_string(a, text);
    if (kind == DOC_BOOL && plain->kind != DOC_BOOL) {
        bool yes = schema_bool(plain, false);
        if (yes == schema_bool(plain, true))
            return doc_bool(a, yes);
    }
    if (plain->kind == kind || (kind == DOC_REAL && plain->kind == DOC_INT))
        return plain;
    wrong(t, "%s is wanted",
        kind == DOC_BOOL  ? "yes or no"
        : kind == DOC_INT ? "a whole number"
                          : "a number");
    return NULL;
}

static const struct plan_param *
setting_of(const struct load_args *args, const char *name)
{
    for (size_t i = args->n_params; i-- > 0;)
        if (str_eq(args->params[i].name, name))
            return &args->params[i];
    return NULL;
}

static bool
readable(const struct told *t, const char *text)
{
    size_t n = strlen(text);

    if (n > VALUE_MAX)
        wrong(t, "longer than %d bytes", VALUE_MAX);
    else if (!str_utf8(text, n))
        wrong(t, "this is not valid UTF-8");
    else
        return true;
    return false;
}

static void
take_setting(struct parameters *ps, struct parameter *p, const struct plan_param *setting)
{
    const struct told told = { ps, p, p->pos,
        arena_printf(ps->arena, "--set %s=%.80s", p->name, setting->value) };
    const struct doc *value = NULL;

    p->setting = setting;
    if (readable(&told, setting->value))
        value = read_setting(&told, setting->value);
    if (value)
        check_value(&told, value);
    if (value && !p->bad)
        p->value = value;
}

static void
take_default(struct parameters *ps, struct parameter *p)
{
    const struct doc *value = said(p, "default");
    const struct told told = { ps, p, value ? value->pos : p->pos, "the default" };

    if (!value || value->kind == DOC_NULL || value->kind == DOC_LIST || value->kind == DOC_MAP)
        return; // none, or what the schema finds wrong
    check_value(&told, value);
    p->value = value;
}

static const char *
about(struct arena *a, const struct parameter *p)
{
    return arena_printf(a, "${%s} is '%.80s', by %s", p->name, doc_text(p->value, ""),
        p->setting ? "--set" : "its default");
}

static void
give_value(struct parameters *ps, struct parameter *p, const struct load_args *args)
{
    const struct plan_param *setting = setting_of(args, p->name);
    const struct doc *help = said(p, "help");

    take_default(ps, p);
    if (setting) {
        take_setting(ps, p, setting);
    } else if (p->spec->kind == DOC_MAP && !said(p, "default")) {
        struct diag *item = diags_add(
            ps->diags, DIAG_ERROR, p->pos, "the parameter '%.80s' wants a value", p->name);
        diag_hint(ps->diags, item, "give --set %.80s=VALUE%s%.200s", p->name, help ? ": " : "",
            doc_text(help, ""));
    }
    p->about = (struct diag_source){ p->value ? about(ps->arena, p) : NULL, p->pos };
}

// A default that belongs to another one's default, such as the digest of what lies at a URL, is
// worth nothing when that one is set.
static void
check_of(struct parameters *ps, struct parameter *p)
{
    const struct doc *of = said(p, "of");
    const struct parameter *other;

    if (!of)
        return;
    other = map_get(&ps->by_name, doc_text(of, ""));
    if (!other) {
        parameter_missing(ps, of->pos, doc_text(of, ""), "of: ");
        return;
    }
    if (p->setting || !other->setting || !p->value || !other->value ||
        str_eq(doc_text(other->value, ""), doc_text(said(other, "default"), "")))
        return;
    p->bad = true;
    diag_hint(ps->diags,
        diags_add(ps->diags, DIAG_ERROR, p->pos,
            "the default of '%.80s' belongs to the default of '%.80s', which is set", p->name,
            other->name),
        "give --set %.80s=VALUE, too", p->name);
}

static bool
check_name(struct parameters *ps, const struct doc *key)
{
    size_t n = strspn(key->text, NAME_CHARS);

    if (n && n <= NAME_MAX_CHARS && !key->text[n] && !strchr("0123456789-", key->text[0]))
        return true;
    diag_hint(ps->diags,
        diags_add(ps->diags, DIAG_ERROR, key->pos, "'%.80s' is no name of a parameter", key->text),
        "letters, digits, _ and -, a letter first, %d at most", NAME_MAX_CHARS);
    return false;
}

static void
declare(struct parameters *ps, const struct doc *declared, const struct load_args *args)
{
    ps->items = arena_array(ps->arena, doc_count(declared) + 1, sizeof *ps->items);
    for (size_t i = 0; i < doc_count(declared); i++) {
        if (!check_name(ps, declared->keys[i]))
            continue;
        struct parameter *p = &ps->items[ps->n++];
        *p = (struct parameter){ .name = declared->keys[i]->text,
            .pos = declared->keys[i]->pos,
            .spec = declared->items[i] };
        give_value(ps, p, args);
        map_put(&ps->by_name, p->name, p);
    }
}

void
parameter_missing(struct parameters *ps, struct doc_pos pos, const char *name, const char *prefix)
{
    const char *names[MOST_NAMES];
    size_t n = 0;

    for (; n < ps->n && n < MOST_NAMES; n++)
        names[n] = ps->items[n].name;
    struct diag *item =
        diags_add(ps->diags, DIAG_ERROR, pos, "%sthe plan has no parameter '%.80s'", prefix, name);
    const char *near = str_nearest(name, names, n);
    if (near)
        diag_hint(ps->diags, item, "did you mean %s?", near);
    else if (pos.line)
        diag_hint(ps->diags, item,
            "declare it, parameters: {%.80s: {default: ...}}; for the text itself write $${%.80s}",
            name, name);
    else
        diag_hint(ps->diags, item, "the parameters: of a plan are what --set may change");
}

void
parameters_read(struct parameters *ps, const struct doc *top, const struct load_args *args)
{
    const struct doc *declared = doc_get(top, "parameters");

    ps->declared = declared && declared->kind == DOC_MAP;
    declare(ps, ps->declared ? declared : NULL, args);
    for (size_t i = 0; i < ps->n; i++)
        check_of(ps, &ps->items[i]);
    for (size_t i = 0; i < args->n_params; i++)
        if (!args->params[i].kept && !map_has(&ps->by_name, args->params[i].name))
            parameter_missing(ps, (struct doc_pos){ 0 }, args->params[i].name,
                arena_printf(ps->arena, "--set %.80s: ", args->params[i].name));
}

void
parameters_done(struct parameters *ps)
{
    map_done(&ps->by_name);
}

size_t
parameter_at(struct arena *a, const char *p, const char **name)
{
    size_t n = strncmp(p, "${", 2) == 0 ? strspn(p + 2, NAME_CHARS) : 0;

    if (!n || n > NAME_MAX_CHARS || p[2 + n] != '}')
        return 0;
    *name = arena_strndup(a, p + 2, n);
    return n + 3;
}
