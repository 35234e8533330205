// SPDX-License-Identifier: MIT
// Which nodes of a cluster a person means: node plans, tags, nodes, ranges, globs, or an
// expression.
#include "app/fanout/selector.h"

#include <string.h>

#include "app/query/inventory.h"
#include "app/query/query.h"
#include "base/advice.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/vec.h"

static bool
has_tag(const struct node *n, const char *word)
{
    for (const char *const *tag = n->tags; tag && *tag; tag++)
        if (pattern_fits(word, *tag))
            return true;
    return false;
}

static bool
word_fits(const char *word, const struct node *n)
{
    return pattern_fits(word, n->group) || has_tag(n, word) || pattern_fits(word, n->name) ||
           pattern_fits(word, n->label) || str_eq(n->uuid, word) || str_eq(n->cloud_id, word);
}

static size_t
pick_word(const char *word, struct node *const *nodes, size_t n, bool take, bool *picked)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        if (word_fits(word, nodes[i])) {
            picked[i] = take;
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
    return lct_hint(err, "%s shows those there are", ADVICE(CLUSTER_NODES, c->name));
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

// The words that take (or those behind a "!", which leave out); *words counts them.
static int
pick_some(struct arena *a, const char *text, const struct cluster *c, struct node *const *nodes,
    size_t n, bool take, bool *picked, size_t *words, struct lct_err *err)
{
    while (*text) {
        const char *word = next_word(a, &text);
        if (!*word || (*word != '!') != take)
            continue;
        word += !take;
        ++*words;
        if (!pick_word(word, nodes, n, take, picked))
            return fail_unknown(word, c, nodes, n, err);
    }
    return LCT_OK;
}

// What is left out is, wherever it stands among the words; where nothing else does, all are taken.
static int
pick_words(struct arena *a, const char *text, const struct cluster *c, struct node *const *nodes,
    size_t n, bool *picked, struct lct_err *err)
{
    size_t taking = 0, leaving = 0;

    if (pick_some(a, text, c, nodes, n, true, picked, &taking, err) < 0)
        return err->code;
    for (size_t i = 0; !taking && i < n; i++)
        picked[i] = true;
    if (pick_some(a, text, c, nodes, n, false, picked, &leaving, err) < 0)
        return err->code;
    if (!taking && !leaving) {
        lct_fail(err, LCT_EUSAGE, "the selector is empty");
        return lct_hint(err, "leave it away to choose all nodes");
    }
    for (size_t i = 0; i < n; i++)
        if (picked[i])
            return LCT_OK;
    return lct_fail(err, LCT_ENOTFOUND, "'%s' leaves no node of cluster %s", text, c->name);
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
    return lct_hint(err, "%s shows them", ADVICE(CLUSTER_NODES, c->name));
}

int
selector_pick(struct arena *a, const char *text, const struct cluster *c, struct node *const *nodes,
    size_t n, bool *picked, struct lct_err *err)
{
    // A tag may look like an expression ("env=prod").
    if (pick_word(text, nodes, n, true, picked))
        return LCT_OK;
    if (strpbrk(text, "=~"))
        return pick_expression(a, text, c, nodes, n, picked, err);
    return pick_words(a, text, c, nodes, n, picked, err);
}
