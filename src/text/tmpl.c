// SPDX-License-Identifier: MIT
// Text with placeholders.
#include "text/tmpl.h"

#include <ctype.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"

struct part {
    const char *text; // literal, or the placeholder's name
    bool is_name;
    unsigned width; // of a number, padded with zeros; 0: as it is
    size_t at;
};

struct tmpl {
    struct part *parts;
    size_t n_parts;
    const char **names;
    size_t *names_at;
    size_t n_names;
};

struct compiling {
    struct arena *arena;
    VEC(struct part) parts;
    struct buf literal;
};

static void
flush(struct compiling *c)
{
    if (!c->literal.len)
        return;
    vec_push(&c->parts, ((struct part){ .text = arena_strdup(c->arena, buf_str(&c->literal)) }));
    buf_clear(&c->literal);
}

// "{name}" or "{name:02}" at text[*at]; moves *at behind it.
static int
compile_name(struct compiling *c, const char *text, size_t *at, struct lct_err *err)
{
    const char *start = text + *at + 1, *end = strchr(start, '}');
    size_t n = strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
    int64_t width = 0;

    if (!end)
        return lct_fail(err, LCT_EPLAN, "{ without }");
    if (!n || (start + n != end && start[n] != ':'))
        return lct_fail(err, LCT_EPLAN, "{%.*s} is no placeholder", (int)(end - start), start);
    if (start[n] == ':') {
        const char *format = arena_strndup(c->arena, start + n + 1, (size_t)(end - start) - n - 1);
        if (format[0] != '0' || !parse_int(format, 1, 20, &width))
            return lct_fail(err, LCT_EPLAN, "the format %s is none: use for example {%.*s:02}",
                format, (int)n, start);
    }
    flush(c);
    vec_push(&c->parts, ((struct part){ .text = arena_strndup(c->arena, start, n),
                            .is_name = true,
                            .width = (unsigned)width,
                            .at = *at }));
    *at = (size_t)(end - text) + 1;
    return LCT_OK;
}

static int
compile(struct compiling *c, const char *text, size_t *at, struct lct_err *err)
{
    while (text[*at]) {
        if ((text[*at] == '{' || text[*at] == '}') && text[*at + 1] == text[*at]) {
            buf_addc(&c->literal, text[*at]);
            *at += 2;
        } else if (text[*at] == '{') {
            if (compile_name(c, text, at, err) < 0)
                return LCT_EPLAN;
        } else if (text[*at] == '}') {
            return lct_fail(err, LCT_EPLAN, "} without {");
        } else {
            buf_addc(&c->literal, text[(*at)++]);
        }
    }
    flush(c);
    return LCT_OK;
}

static void
collect_names(struct arena *a, struct tmpl *t)
{
    t->names = arena_array(a, t->n_parts + 1, sizeof *t->names);
    t->names_at = arena_array(a, t->n_parts + 1, sizeof *t->names_at);
    for (size_t i = 0; i < t->n_parts; i++) {
        bool known = !t->parts[i].is_name;
        for (size_t k = 0; k < t->n_names && !known; k++)
            known = str_eq(t->names[k], t->parts[i].text);
        if (known)
            continue;
        t->names_at[t->n_names] = t->parts[i].at;
        t->names[t->n_names++] = t->parts[i].text;
    }
}

int
tmpl_parse(struct arena *a, const char *text, struct tmpl **ret, size_t *at, struct lct_err *err)
{
    struct compiling c = { .arena = a };
    int code;

    *at = 0;
    code = compile(&c, text, at, err);
    if (code == LCT_OK) {
        struct tmpl *t = ARENA_NEW(a, struct tmpl);
        t->n_parts = c.parts.n;
        t->parts = arena_array(a, c.parts.n, sizeof *t->parts);
        if (c.parts.n)
            memcpy(t->parts, c.parts.items, c.parts.n * sizeof *t->parts);
        collect_names(a, t);
        *ret = t;
    }
    vec_done(&c.parts);
    buf_done(&c.literal);
    return code;
}

size_t
tmpl_names(const struct tmpl *t, const char *const **names)
{
    *names = t->names;
    return t->n_names;
}

size_t
tmpl_name_at(const struct tmpl *t, size_t i)
{
    return t->names_at[i];
}

static void
add_padded(struct buf *out, const char *value, unsigned width)
{
    size_t n = strlen(value);

    if (n && strspn(value, "0123456789") == n)
        for (; n < width; n++)
            buf_addc(out, '0');
    buf_adds(out, value);
}

int
tmpl_render(
    const struct tmpl *t, tmpl_lookup *lookup, void *user, struct buf *out, struct lct_err *err)
{
    for (size_t i = 0; i < t->n_parts; i++) {
        const struct part *p = &t->parts[i];
        const char *value = p->is_name ? lookup(user, p->text) : p->text;
        if (!value)
            return lct_fail(err, LCT_EPLAN, "{%s} has no value here", p->text);
        add_padded(out, value, p->width);
    }
    return LCT_OK;
}
