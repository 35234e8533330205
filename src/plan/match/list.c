// SPDX-License-Identifier: MIT
// Words that narrow a list down: those things stay that fit every word, and best.
#include "plan/match/list.h"

#include <stdio.h>

#include "base/str.h"
#include "plan/match/match.h"

static enum match_grade
better(enum match_grade a, enum match_grade b)
{
    return a < b ? a : b;
}

// A single letter or digit is too short to be graded.
static enum match_grade
grade(const struct match_word *w, const char *name, const char *id)
{
    if (strlen(w->key) == 1)
        return str_ihas(name, w->key) || str_ihas(id, w->key) ? MATCH_WITHIN : MATCH_NOT;
    return match_grade(w, name, id);
}

static enum match_grade
grade_capabilities(const struct match_word *w, const char *const *capabilities)
{
    enum match_grade best = MATCH_NOT;

    for (; capabilities && *capabilities; capabilities++)
        best = better(best, grade(w, *capabilities, ""));
    return best;
}

static enum match_grade
region_grade(const void *item, const struct match_word *w, const struct type_attribute *a)
{
    const struct region *r = item;
    char name[KEY_MAX];

    (void)a;
    snprintf(
        name, sizeof name, "%s %s%s %s", r->label, w->country ? "." : "", r->country, r->site_type);
    return better(grade(w, name, r->id), grade_capabilities(w, r->capabilities));
}

static enum match_grade
type_grade(const void *item, const struct match_word *w, const struct type_attribute *a)
{
    const struct type *t = item;
    char name[KEY_MAX];

    if (a)
        return type_attribute_grade(a, t);
    snprintf(name, sizeof name, "%s %s", t->label, t->klass);
    return grade(w, name, t->id);
}

static enum match_grade
image_grade(const void *item, const struct match_word *w, const struct type_attribute *a)
{
    const struct image *i = item;
    char name[KEY_MAX];

    (void)a;
    snprintf(name, sizeof name, "%s %s", i->label, i->vendor);
    return better(grade(w, name, i->id), grade_capabilities(w, i->capabilities));
}

static enum match_grade
kernel_grade(const void *item, const struct match_word *w, const struct type_attribute *a)
{
    const struct kernel *k = item;
    char name[KEY_MAX];

    (void)a;
    snprintf(name, sizeof name, "%s %s", k->label, k->architecture);
    return grade(w, name, k->id);
}

struct list {
    const char *items;
    size_t n, size;
    enum match_grade (*grade)(
        const void *item, const struct match_word *w, const struct type_attribute *a);
};

static struct list
list_of(const struct catalogue *c, enum list_kind kind)
{
    switch (kind) {
    case LIST_REGIONS:
        return (struct list){ (const char *)c->regions, c->n_regions, sizeof *c->regions,
            region_grade };
    case LIST_TYPES:
        return (struct list){ (const char *)c->types, c->n_types, sizeof *c->types, type_grade };
    case LIST_IMAGES:
        return (
            struct list){ (const char *)c->images, c->n_images, sizeof *c->images, image_grade };
    case LIST_KERNELS:
        return (struct list){ (const char *)c->kernels, c->n_kernels, sizeof *c->kernels,
            kernel_grade };
    }
    return (struct list){ 0 };
}

// The worst of what an item has for all words; what a word tells of attributes is read once.
static int
grade_all(const struct list *l, const char *const *words, enum match_grade *grades, bool attributes,
    struct lct_err *err)
{
    struct type_attribute a;
    struct match_word wanted;
    struct lct_err trouble = { 0 };

    for (; *words; words++) {
        bool is_attribute = attributes && type_attribute_parse(*words, &a, &trouble);
        if (trouble.code) {
            *err = trouble;
            return err->code;
        }
        match_word_init(&wanted, *words);
        if (l->grade == region_grade)
            match_country(&wanted);
        for (size_t i = 0; i < l->n; i++) {
            enum match_grade g =
                l->grade(l->items + i * l->size, &wanted, is_attribute ? &a : NULL);
            grades[i] = g > grades[i] ? g : grades[i];
        }
    }
    return LCT_OK;
}

int
match_list(struct arena *a, const struct catalogue *c, enum list_kind kind,
    const char *const *words, const void ***ret, size_t *n, struct lct_err *err)
{
    const struct list l = list_of(c, kind);
    enum match_grade *grades = arena_array(a, l.n + 1, sizeof *grades), best = MATCH_NOT;
    static const char *const none[] = { NULL };

    *n = 0;
    *ret = arena_array(a, l.n + 1, sizeof **ret);
    if (grade_all(&l, words ? words : none, grades, kind == LIST_TYPES, err) < 0)
        return err->code;
    for (size_t i = 0; i < l.n; i++)
        best = better(best, grades[i]);
    for (size_t i = 0; i < l.n; i++)
        if (best != MATCH_NOT && grades[i] == best)
            (*ret)[(*n)++] = l.items + i * l.size;
    return LCT_OK;
}
