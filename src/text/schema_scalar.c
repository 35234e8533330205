// SPDX-License-Identifier: MIT
// Checking values that hold no others: truth values, numbers, texts, names, words, sizes.
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/schema_private.h"

bool
schema_is_scalar(const struct doc *d)
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
        schema_wrong_kind(s, d, path, out);
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
    schema_report(out, d, path, "the number must be within %s and %s", least, most);
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
        diag_hint(out,
            schema_report(out, d, path, "%s begins with 0: it could be octal%s", d->text, ""),
            "write %lld", (long long)d->integer);
    } else if (d->kind != DOC_INT && !(s->type == S_NUMBER && d->kind == DOC_REAL)) {
        struct diag *item = schema_report(out, d, path, "%s is wanted here, not %s", schema_what(s),
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
        schema_report(out, d, path, "%s: %s",
            arena_printf(out->arena, "'%.80s' cannot be %s", d->text, schema_what(s)), fault);
}

static void
check_text(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    char least[32], most[32];

    if (!schema_is_scalar(d)) {
        schema_wrong_kind(s, d, path, out);
        return;
    }
    if (memchr(d->text, 0, d->text_len))
        schema_report(out, d, path, "%s must not hold a NUL byte%s", schema_what(s), "");
    double n = (double)utf8_count(d->text);
    if (s->max <= 0 || (n >= s->min && n <= s->max)) {
        check_fault(s, d, path, out);
        return;
    }
    snprintf(least, sizeof least, "%g", s->min);
    snprintf(most, sizeof most, "%g", s->max);
    schema_report(out, d, path, "must have %s to %s characters", least, most);
}

static void
check_name(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    if (!schema_is_scalar(d))
        schema_wrong_kind(s, d, path, out);
    else if (!d->text_len || d->text_len > 64 || strspn(d->text, allowed) != d->text_len)
        schema_report(
            out, d, path, "'%.80s' is no name: 1 to 64 of A-Z a-z 0-9 . _ -%s", d->text, "");
}

static void
check_enum(const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    struct buf list = { 0 };
    size_t n = 0;

    if (!schema_is_scalar(d)) {
        schema_wrong_kind(s, d, path, out);
        return;
    }
    for (; s->words[n]; n++) {
        if (str_eq(s->words[n], d->text)) {
            buf_done(&list);
            return;
        }
        buf_addf(&list, "%s%s", n ? ", " : "", s->words[n]);
    }
    struct diag *item =
        schema_report(out, d, path, "'%.80s' is not one of: %s", d->text, buf_str(&list));
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

    if (!schema_is_scalar(d))
        schema_wrong_kind(s, d, path, out);
    else if (!is_percent(d->text) && !str_eq(d->text, "auto") &&
             !parse_size(d->text, 1 << 20, &bytes))
        schema_report(
            out, d, path, "'%.80s' is no size: use for example 80%%, 500GB or auto%s", d->text, "");
}

void
schema_check_scalar(
    const struct schema *s, const struct doc *d, const char *path, struct diags *out)
{
    static void (*const checks[])(
        const struct schema *, const struct doc *, const char *, struct diags *) = {
        [S_BOOL] = check_bool,
        [S_INT] = check_number,
        [S_NUMBER] = check_number,
        [S_TEXT] = check_text,
        [S_NAME] = check_name,
        [S_ENUM] = check_enum,
        [S_SIZE] = check_size,
    };

    checks[s->type](s, d, path, out);
}
