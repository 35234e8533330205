// SPDX-License-Identifier: MIT
// Walks the tables of the language: every key in every place.
#include "base/str.h"
#include "base/vec.h"
#include "plan/language/explain.h"
#include "plan/plan.h"

struct walk {
    struct arena *arena;
    VEC(struct language_key) keys;
    const struct schema *open[KEY_DEPTH]; // the maps that hold the place
};

static void walk_schema(struct walk *w, const struct language_key *at, const struct schema *s);

// "regions.nodes.type" is told as "nodes.type".
static const char *
path_of(struct arena *a, const struct language_key *k)
{
    _own_(buf) struct buf path = { 0 };
    size_t first = k->n > 1 && str_eq(k->fields[0]->name, "regions") && k->fields[1] &&
                           str_eq(k->fields[1]->name, "nodes")
                       ? 1
                       : 0;

    for (size_t i = first; i < k->n; i++)
        buf_addf(&path, "%s%s", i > first ? "." : "", k->fields[i] ? k->fields[i]->name : "NAME");
    return arena_strdup(a, buf_str(&path));
}

static bool
is_open(const struct walk *w, size_t depth, const struct schema *s)
{
    for (size_t i = 0; i < depth; i++)
        if (w->open[i] == s)
            return true;
    return false;
}

static void
walk_map(struct walk *w, const struct language_key *at, const struct schema *s)
{
    struct language_key below = *at;

    if (at->n == KEY_DEPTH || is_open(w, at->n, s))
        return;
    w->open[at->n] = s;
    below.n = at->n + 1;
    for (const struct schema_field *f = s->fields; f->name; f++) {
        below.fields[at->n] = below.field = f;
        below.path = path_of(w->arena, &below);
        vec_push(&w->keys, below);
        walk_schema(w, &below, f->schema);
    }
}

static void
walk_dict(struct walk *w, const struct language_key *at, const struct schema *s)
{
    struct language_key below = *at;

    if (at->n == KEY_DEPTH)
        return;
    w->open[at->n] = s;
    below.fields[below.n++] = NULL;
    walk_schema(w, &below, s->item);
}

static void
walk_schema(struct walk *w, const struct language_key *at, const struct schema *s)
{
    if (s->type == S_MAP)
        walk_map(w, at, s);
    else if (s->type == S_DICT)
        walk_dict(w, at, s);
    else if (s->type == S_LIST || s->type == S_ONE_OR_LIST)
        walk_schema(w, at, s->item);
    for (size_t i = 0; s->type == S_ONE_OF && s->choices[i]; i++)
        walk_schema(w, at, s->choices[i]);
}

size_t
language_keys(struct arena *a, struct language_key **ret)
{
    struct walk w = { .arena = a };
    const struct language_key top = { 0 };

    walk_schema(&w, &top, &plan_schema);
    *ret = arena_array(a, w.keys.n + 1, sizeof **ret);
    size_t n = w.keys.n;
    memcpy(*ret, w.keys.items, n * sizeof **ret);
    vec_done(&w.keys);
    return n;
}
