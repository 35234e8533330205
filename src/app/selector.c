// Which nodes of a cluster a person means: node plans, tags, nodes, ranges, or an expression.
#include "app/selector.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/inventory.h"
#include "app/query.h"
#include "base/str.h"
#include "base/vec.h"

#define DIGITS_MAX 18

// "01" lies in "01-20": as many digits as its first number, or more where that has no leading zero.
static bool
range_has(const char *range, size_t n, const char *digits, size_t n_digits)
{
    const char *dash = memchr(range, '-', n);
    size_t width = dash ? (size_t)(dash - range) : n;
    const char *last = dash ? dash + 1 : range;
    size_t n_last = dash ? n - width - 1 : n;

    if (!width || !n_last || width > DIGITS_MAX || n_last > DIGITS_MAX)
        return false;
    if (n_digits != width && (range[0] == '0' || digits[0] == '0' || n_digits < width))
        return false;
    unsigned long long value = strtoull(digits, NULL, 10);
    return value >= strtoull(range, NULL, 10) && value <= strtoull(last, NULL, 10);
}

static bool
ranges_have(const char *ranges, const char *end, const char *digits, size_t n_digits)
{
    while (ranges < end) {
        const char *comma = memchr(ranges, ',', (size_t)(end - ranges));
        const char *stop = comma ? comma : end;
        if (range_has(ranges, (size_t)(stop - ranges), digits, n_digits))
            return true;
        ranges = stop + 1;
    }
    return false;
}

bool
selector_fits(const char *pattern, const char *name)
{
    const char *open = strchr(pattern, '['), *close = open ? strchr(open, ']') : NULL;
    size_t before, digits;

    if (!close)
        return str_eq(pattern, name);
    before = (size_t)(open - pattern);
    if (strncmp(pattern, name, before) != 0)
        return false;
    digits = strspn(name + before, "0123456789");
    return digits && digits <= DIGITS_MAX && ranges_have(open + 1, close, name + before, digits) &&
           selector_fits(close + 1, name + before + digits);
}

static bool
has_tag(const struct node *n, const char *word)
{
    for (const char *const *tag = n->tags; tag && *tag; tag++)
        if (str_eq(*tag, word))
            return true;
    return false;
}

static bool
word_fits(const char *word, const struct node *n)
{
    char id[24];

    snprintf(id, sizeof id, "%lld", (long long)n->linode_id);
    return str_eq(n->group, word) || has_tag(n, word) || selector_fits(word, n->name) ||
           selector_fits(word, n->label) || str_eq(n->uuid, word) ||
           (n->linode_id && str_eq(id, word));
}

static size_t
pick_word(const char *word, struct node *const *nodes, size_t n, bool *picked)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        if (word_fits(word, nodes[i])) {
            picked[i] = true;
            found++;
        }
    return found;
}

// Names of node plans repeat; whether one is offered twice does not matter to the nearest.
static const char *
nearest(const char *word, struct node *const *nodes, size_t n)
{
    VEC(const char *) names = { 0 };

    for (size_t i = 0; i < n; i++) {
        const char *group = nodes[i]->group;
        if (!i || !str_eq(group, nodes[i - 1]->group))
            vec_push(&names, group);
        vec_push(&names, nodes[i]->name);
        vec_push(&names, nodes[i]->label);
        for (const char *const *tag = nodes[i]->tags; tag && *tag; tag++)
            vec_push(&names, *tag);
    }
    const char *found = str_nearest(word, names.items, names.n);
    vec_done(&names);
    return found;
}

static int
fail_unknown(const char *word, const struct cluster *c, struct node *const *nodes, size_t n,
    struct lct_err *err)
{
    const char *near = nearest(word, nodes, n);

    lct_fail(err, LCT_ENOTFOUND, "cluster %s has no node plan, tag or node %s", c->name, word);
    if (near)
        return lct_hint(err, "did you mean %s?", near);
    return lct_hint(err, "linodetool cluster nodes '%s' shows those there are", c->name);
}

// The next word, up to a comma outside of brackets; moves *at behind it.
static char *
next_word(struct arena *a, const char **at)
{
    const char *p = *at;
    bool inside = false;

    for (; *p && (inside || *p != ','); p++)
        inside = *p == '[' || (inside && *p != ']');
    char *word = str_trim(arena_strndup(a, *at, (size_t)(p - *at)));
    *at = *p ? p + 1 : p;
    return word;
}

static int
pick_words(struct arena *a, const char *text, const struct cluster *c, struct node *const *nodes,
    size_t n, bool *picked, struct lct_err *err)
{
    size_t words = 0;

    while (*text) {
        const char *word = next_word(a, &text);
        words += *word != '\0';
        if (*word && !pick_word(word, nodes, n, picked))
            return fail_unknown(word, c, nodes, n, err);
    }
    if (words)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "the selector is empty");
    return lct_hint(err, "leave it away to choose all nodes");
}

static int
pick_expression(struct arena *a, const char *text, const struct cluster *c,
    struct node *const *nodes, size_t n, bool *picked, struct lct_err *err)
{
    struct expr *e;
    size_t found = 0;

    if (expr_parse(a, text, &e, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        picked[i] = expr_fits(e, node_doc(a, nodes[i], c));
        found += picked[i];
    }
    if (found)
        return LCT_OK;
    lct_fail(err, LCT_ENOTFOUND, "no node of cluster %s fits '%s'", c->name, text);
    return lct_hint(err, "linodetool cluster nodes '%s' --json shows their fields", c->name);
}

int
selector_pick(struct arena *a, const char *text, const struct cluster *c, struct node *const *nodes,
    size_t n, bool *picked, struct lct_err *err)
{
    // A tag may look like an expression ("env=prod").
    if (pick_word(text, nodes, n, picked))
        return LCT_OK;
    if (strpbrk(text, "=~"))
        return pick_expression(a, text, c, nodes, n, picked, err);
    return pick_words(a, text, c, nodes, n, picked, err);
}
