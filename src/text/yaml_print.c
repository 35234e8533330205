// Docs as YAML block style.
#include <string.h>

#include "text/json.h"
#include "text/yaml.h"

static void print(struct buf *out, const struct doc *d, unsigned depth, bool inline_first);

// Would these words, unquoted, be read back as this very text?
static bool
is_plain(const char *s)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    _own_(arena) struct arena *a = arena_new();
    struct doc *back;

    if (!*s || strspn(s, safe) != strlen(s) || *s == '-' || *s == '.')
        return false;
    if (strcasecmp(s, "yes") == 0 || strcasecmp(s, "no") == 0 || strcasecmp(s, "on") == 0 ||
        strcasecmp(s, "off") == 0 || strcasecmp(s, "y") == 0 || strcasecmp(s, "n") == 0)
        return false;
    return yaml_parse(a, s, strlen(s), &back, NULL, NULL) == LCT_OK && back->kind == DOC_TEXT;
}

static void
print_text(struct buf *out, const char *s)
{
    if (is_plain(s))
        buf_adds(out, s);
    else
        json_quote(out, s); // a JSON string is a YAML double-quoted one
}

static bool
is_leaf(const struct doc *d)
{
    return !doc_count(d);
}

static void
print_leaf(struct buf *out, const struct doc *d)
{
    if (d && d->kind == DOC_TEXT)
        print_text(out, d->text);
    else
        json_print(out, d, JSON_COMPACT);
}

static void
print_entry(struct buf *out, const struct doc *d, unsigned depth, bool in_list)
{
    if (is_leaf(d)) {
        buf_addc(out, ' ');
        print_leaf(out, d);
        buf_addc(out, '\n');
    } else if (in_list && d->kind == DOC_MAP) {
        buf_addc(out, ' ');
        print(out, d, depth + 1, true);
    } else {
        buf_addc(out, '\n');
        print(out, d, depth + !in_list, false);
    }
}

static void
print(struct buf *out, const struct doc *d, unsigned depth, bool inline_first)
{
    for (size_t i = 0; i < d->n; i++) {
        if (i || !inline_first)
            buf_addf(out, "%*s", (int)depth * 2, "");
        if (d->kind == DOC_MAP) {
            print_text(out, d->keys[i]->text);
            buf_addc(out, ':');
            print_entry(out, d->items[i], depth, false);
        } else {
            buf_addc(out, '-');
            print_entry(out, d->items[i], depth, true);
        }
    }
}

void
yaml_print(struct buf *out, const struct doc *d)
{
    if (is_leaf(d)) {
        print_leaf(out, d);
        buf_addc(out, '\n');
    } else {
        print(out, d, 0, false);
    }
}
