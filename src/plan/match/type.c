// SPDX-License-Identifier: MIT
// Types by id, number, label, size, attribute; retired ones by their living successor.
#include <ctype.h>
#include <stdio.h>

#include "base/advice.h"
#include "base/parse.h"
#include "base/str.h"
#include "plan/match/match.h"
#include "plan/match/retired.h"

static void
say(const void *item, struct buf *out)
{
    const struct type *t = item;

    buf_addf(out, "%s (%s)", t->id, t->label);
}

static bool
is_shared(const struct type *t)
{
    return str_eq(t->klass, "nanode") || str_eq(t->klass, "standard");
}

static bool
same_class(const struct type *t, const char *klass)
{
    if (str_eq(klass, "nanode") || str_eq(klass, "standard"))
        return is_shared(t);
    return str_eq(t->klass, klass);
}

// The smallest living type of the class with at least this memory.
static const struct type *
at_least(const struct catalogue *c, const char *klass, int64_t memory_mb)
{
    const struct type *best = NULL;

    for (size_t i = 0; i < c->n_types; i++) {
        const struct type *t = &c->types[i];
        if (same_class(t, klass) && t->memory_mb >= memory_mb &&
            (!best || t->memory_mb < best->memory_mb ||
                (t->memory_mb == best->memory_mb && t->monthly < best->monthly)))
            best = t;
    }
    return best;
}

static const struct type *
successor(const struct catalogue *c, const struct retired_type *r)
{
    return at_least(c, r->klass, r->memory_gb * 1024);
}

static const struct type *
by_retired(const struct catalogue *c, const char *word)
{
    for (const struct retired_type *r = retired_types; r->id; r++)
        if (str_ieq(r->id, word) || str_ieq(r->label, word))
            return successor(c, r);
    int64_t memory = retired_plan_memory(word);
    return memory ? at_least(c, "standard", memory) : NULL;
}

// What was retired, as a type, so that attributes can be compared.
static struct type
as_type(const struct retired_type *r)
{
    return (struct type){ .label = r->label,
        .memory_mb = r->memory_gb * 1024,
        .disk_mb = r->disk_gb * 1024,
        .vcpus = r->vcpus,
        .monthly = (double)r->monthly };
}

static void
add_retired(const struct catalogue *c, const struct type_attribute *a, struct candidates *found)
{
    for (const struct retired_type *r = retired_types; r->id; r++) {
        const struct type old = as_type(r), *heir = successor(c, r);
        if (heir)
            candidate_add(found, type_attribute_grade(a, &old), heir);
    }
}

static int
by_attribute(const struct catalogue *c, const char *word, const struct type_attribute *a,
    const struct type **ret, bool *substituted, struct lct_err *err)
{
    struct candidates found = { 0 };
    const void *item = NULL;
    int code;

    for (size_t i = 0; i < c->n_types; i++)
        candidate_add(&found, type_attribute_grade(a, &c->types[i]), &c->types[i]);
    if (!found.n) {
        add_retired(c, a, &found);
        *substituted = found.n == 1;
    }
    code = candidates_judge(&found, "type", word, say, &item, err);
    if (code == LCT_OK)
        *ret = item;
    else if (code == LCT_ENOTFOUND)
        lct_hint(err, "%s shows those there are", ADVICE(CATALOGUE, "types"));
    return code;
}

// "1gb": the shared type with exactly this memory.
static const struct type *
by_memory(const struct catalogue *c, const char *word)
{
    uint64_t bytes;

    if (!isdigit((unsigned char)*word) || strspn(word, "0123456789.") == strlen(word) ||
        !parse_size(word, 1, &bytes))
        return NULL;
    for (size_t i = 0; i < c->n_types; i++)
        if (is_shared(&c->types[i]) && (uint64_t)c->types[i].memory_mb << 20 == bytes)
            return &c->types[i];
    return NULL;
}

// A class is a word of the name.
static enum match_grade
type_grade(const struct type *t, const struct match_word *w)
{
    char name[KEY_MAX];
    enum match_grade grade;

    if (strspn(w->key, "0123456789") == strlen(w->key))
        return MATCH_NOT;
    snprintf(name, sizeof name, "%s %s", t->label, t->klass);
    grade = match_grade(w, t->label, t->id);
    return grade == MATCH_SAME ? grade : match_grade(w, name, t->id);
}

static void
hint_type(const struct catalogue *c, const char *word, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char **names = arena_array(a, c->n_types * 2 + 1, sizeof *names);

    for (size_t i = 0; i < c->n_types; i++) {
        names[2 * i] = c->types[i].id;
        names[2 * i + 1] = c->types[i].label;
    }
    match_hint(word, "type", names, c->n_types * 2, err);
}

static int
by_label(const struct catalogue *c, const char *word, const struct type **ret, struct lct_err *err)
{
    struct candidates parts = { 0 };
    struct match_word wanted;
    const void *item = NULL;
    int code;

    match_word_init(&wanted, word);
    for (size_t i = 0; i < c->n_types; i++)
        candidate_add(&parts, type_grade(&c->types[i], &wanted), &c->types[i]);
    code = candidates_judge(&parts, "type", word, say, &item, err);
    if (code == LCT_OK)
        *ret = item;
    else if (code == LCT_ENOTFOUND)
        hint_type(c, word, err);
    return code;
}

int
match_type(const struct catalogue *c, const char *word, const char *region, const struct type **ret,
    bool *substituted, struct lct_err *err)
{
    bool unheard;
    struct lct_err trouble = { 0 };
    struct type_attribute a;

    (void)region; // types are sold out by region; that is the preflight's business
    substituted = substituted ? substituted : &unheard;
    *substituted = false;
    for (size_t i = 0; i < c->n_types; i++)
        if (str_ieq(c->types[i].id, word) || str_ieq(c->types[i].label, word)) {
            *ret = &c->types[i];
            return LCT_OK;
        }
    if (type_attribute_parse(word, &a, &trouble))
        return by_attribute(c, word, &a, ret, substituted, err);
    if (trouble.code) {
        *err = trouble;
        return trouble.code;
    }
    *ret = by_memory(c, word);
    if (*ret)
        return LCT_OK;
    *ret = by_retired(c, word);
    *substituted = *ret != NULL;
    return *ret ? LCT_OK : by_label(c, word, ret, err);
}
