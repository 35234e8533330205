// SPDX-License-Identifier: MIT
// Lists of the catalogue for people and programs, and what single words of plans mean in it.
#include <stdlib.h>

#include "app/plans/catalogue.h"
#include "app/toolkit.h"
#include "base/err.h"
#include "base/str.h"
#include "plan/match/list.h"

static const char *const kinds[] = {
    [LIST_REGIONS] = "regions",
    [LIST_TYPES] = "types",
    [LIST_IMAGES] = "images",
    [LIST_KERNELS] = "kernels",
};
static const char *const nouns[] = { "region", "type", "image", "kernel" };
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static struct doc *
item_doc(struct arena *a, enum list_kind kind, const void *item)
{
    switch (kind) {
    case LIST_REGIONS:
        return record_doc(a, region_record, item);
    case LIST_TYPES:
        return type_doc(a, item);
    case LIST_IMAGES:
        return record_doc(a, image_record, item);
    case LIST_KERNELS:
        return record_doc(a, kernel_record, item);
    }
    return doc_null(a);
}

// What one word means.
struct found {
    const struct region *region;
    const struct type *type;
    const struct image *image;
    const struct kernel *kernel;
    bool retired; // it names something retired, this is the successor
};

static int
find(const struct catalogue *c, enum list_kind kind, const char *word, struct found *f,
    struct lct_err *err)
{
    *f = (struct found){ 0 };
    switch (kind) {
    case LIST_REGIONS:
        return match_region(c, word, &f->region, err);
    case LIST_TYPES:
        return match_type(c, word, NULL, &f->type, &f->retired, err);
    case LIST_IMAGES:
        return match_image(c, word, &f->image, &f->retired, err);
    case LIST_KERNELS:
        return match_kernel(c, word, &f->kernel, err);
    }
    return LCT_OK;
}

static struct doc *
found_doc(struct arena *a, const struct found *f)
{
    return f->region  ? record_doc(a, region_record, f->region)
           : f->type  ? type_doc(a, f->type)
           : f->image ? record_doc(a, image_record, f->image)
                      : record_doc(a, kernel_record, f->kernel);
}

static int
by_id(const void *a, const void *b)
{
    const void *const *one = a, *const *other = b;
    const struct region *r = *one, *s = *other;

    return strcmp(r->id, s->id);
}

// Nothing fits the words; together they may name what was retired, or nearly something.
static void
put_other(struct lct_answer *answer, const struct catalogue *c, enum list_kind kind,
    const char *const *words, struct doc *list)
{
    _own_(buf) struct buf word = { 0 };
    struct lct_err err = { 0 };
    struct found f;

    for (size_t i = 0; words && words[i]; i++)
        buf_addf(&word, "%s%s", i ? " " : "", words[i]);
    if (find(c, kind, buf_str(&word), &f, &err) < 0) {
        doc_put_string(answer->arena, answer->root, "hint", arena_strdup(answer->arena, err.hint));
        return;
    }
    doc_add(answer->arena, list, found_doc(answer->arena, &f));
    if (f.retired)
        doc_put_string(
            answer->arena, answer->root, "retired", arena_strdup(answer->arena, buf_str(&word)));
}

// Of when the list is, and whether the cloud was asked.
static void
put_source(struct lct *t, struct lct_answer *answer, const struct catalogue *c)
{
    struct doc *d = doc_put(answer->arena, answer->root, "catalogue", doc_map(answer->arena));
    char text[CLOCK_TEXT];

    doc_put_string(answer->arena, d, "source",
        c->embedded     ? "shipped"
        : c == t->older ? "kept"
                        : "cloud");
    doc_put_string(
        answer->arena, d, "time", arena_strdup(answer->arena, clock_text(c->fetched_ms, text)));
}

static int
kind_parse(const char *const *names, const char *word, enum list_kind *kind, struct lct_err *err)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (str_eq(names[i], word)) {
            *kind = (enum list_kind)i;
            return LCT_OK;
        }
    return lct_fail(err, LCT_EUSAGE, "there is no list of %s", word);
}

int
lct_catalogue(struct lct *t, const char *kind, const char *const *words, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && kind && ret);
    _own_(arena) struct arena *a = arena_new();
    const struct catalogue *c;
    enum list_kind which;
    const void **items;
    size_t n;

    if (kind_parse(kinds, kind, &which, err) < 0 ||
        catalogue_need(t, CATALOGUE_BEST, &c, err) < 0 ||
        match_list(a, c, which, words, &items, &n, err) < 0)
        return err->code;
    if (which == LIST_REGIONS)
        qsort(items, n, sizeof *items, by_id);
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, kind, doc_list(answer->arena));
    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, item_doc(answer->arena, which, items[i]));
    if (!n)
        put_other(answer, c, which, words, list);
    put_source(t, answer, c);
    *ret = answer;
    return LCT_OK;
}

int
lct_catalogue_find(
    struct lct *t, const char *kind, const char *word, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && kind && word && ret);
    const struct catalogue *c;
    enum list_kind which;
    struct found f;

    if (kind_parse(nouns, kind, &which, err) < 0 ||
        catalogue_need(t, CATALOGUE_BEST, &c, err) < 0 || find(c, which, word, &f, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put_string(answer->arena, answer->root, "kind", nouns[which]);
    doc_put_string(answer->arena, answer->root, "word", arena_strdup(answer->arena, word));
    doc_put_bool(answer->arena, answer->root, "retired", f.retired);
    doc_put(answer->arena, answer->root, nouns[which], found_doc(answer->arena, &f));
    put_source(t, answer, c);
    *ret = answer;
    return LCT_OK;
}
