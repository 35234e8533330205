// SPDX-License-Identifier: MIT
// Docs written as YAML in block style.
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/json.h"
#include "text/scalar.h"
#include "text/yaml.h"

#define LONGEST_SIMPLE_KEY 128 // libyaml's own limit is 1024 characters

// Words that some reader of YAML takes for truth values.
static bool
is_trap(const char *s)
{
    static const char *const traps[] = { "y", "n", "yes", "no", "on", "off" };

    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++)
        if (str_ieq(s, traps[i]))
            return true;
    return false;
}

// Is the text, unquoted, read as the same text by every reader?
static bool
is_plain(const char *s)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+@ ";
    _own_(arena) struct arena *a = arena_new();
    size_t n = strlen(s);

    if (!n || n != strspn(s, safe) || strchr(" -.+@", s[0]) || s[n - 1] == ' ' || is_trap(s))
        return false;
    return scalar_plain(a, s, n)->kind == DOC_TEXT;
}

static void
print_text(struct buf *out, const char *s)
{
    if (is_plain(s))
        buf_adds(out, s);
    else
        json_quote(out, s); // a JSON string is a double-quoted YAML one
}

static void
indent(struct buf *out, unsigned depth)
{
    for (; depth; depth--)
        buf_adds(out, "  ");
}

static bool
is_tree(const struct doc *d)
{
    return (d->kind == DOC_LIST || d->kind == DOC_MAP) && d->n;
}

static void print(struct buf *out, const struct doc *d, unsigned depth);

static void
print_key(struct buf *out, const char *key, unsigned depth)
{
    if (strlen(key) <= LONGEST_SIMPLE_KEY) {
        print_text(out, key);
        buf_addc(out, ':');
        return;
    }
    buf_adds(out, "? ");
    json_quote(out, key);
    buf_addc(out, '\n');
    indent(out, depth);
    buf_addc(out, ':');
}

// The first entry continues the line that a list's dash began; the others are indented.
static void
print_entries(struct buf *out, const struct doc *d, unsigned depth)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct doc *item = d->items[i];
        if (i)
            indent(out, depth);
        if (d->kind == DOC_MAP) {
            print_key(out, d->keys[i]->text, depth);
            buf_addc(out, is_tree(item) ? '\n' : ' ');
            if (is_tree(item))
                indent(out, depth + 1);
        } else {
            buf_adds(out, "- ");
        }
        print(out, item, depth + 1);
    }
}

static void
print(struct buf *out, const struct doc *d, unsigned depth)
{
    if (is_tree(d)) {
        print_entries(out, d, depth);
        return;
    }
    if (d->kind == DOC_TEXT)
        print_text(out, d->text);
    else
        json_print(out, d, JSON_COMPACT);
    buf_addc(out, '\n');
}

void
yaml_print(struct buf *out, const struct doc *d)
{
    print(out, d, 0);
}
