// SPDX-License-Identifier: MIT
// Words in any order, as `node create` takes them: which one is the region, the type, the image?
#include <stdio.h>
#include <string.h>

#include "base/advice.h"
#include "base/str.h"
#include "plan/plan.h"

// What one word, or some taken together, could be.
struct reading {
    const struct region *region;
    const struct type *type;
    const struct image *image;
    bool type_substituted, image_substituted;
    struct lct_err ambiguous; // one kind that fits several times; code 0: none
};

static unsigned
reading_kinds(const struct reading *r)
{
    return (r->region != NULL) + (r->type != NULL) + (r->image != NULL);
}

static void
keep_ambiguous(struct reading *r, int code, const struct lct_err *err)
{
    if (code == LCT_EUSAGE && !r->ambiguous.code)
        r->ambiguous = *err;
}

// A bare number means something different in each list of 2017: it is refused.
static bool
read_word(const struct catalogue *c, const char *word, struct reading *r)
{
    struct lct_err err = { 0 };
    int code;

    *r = (struct reading){ 0 };
    if (!word[strspn(word, "0123456789")])
        return false;
    code = match_region(c, word, &r->region, &err);
    keep_ambiguous(r, code, &err);
    if (code != LCT_OK)
        r->region = NULL;
    code = match_type(c, word, NULL, &r->type, &r->type_substituted, &err);
    keep_ambiguous(r, code, &err);
    if (code != LCT_OK)
        r->type = NULL;
    code = match_image(c, word, &r->image, &r->image_substituted, &err);
    if (code != LCT_OK)
        r->image = NULL;
    return reading_kinds(r) || r->ambiguous.code;
}

static int
not_understood(const struct catalogue *c, const char *word, struct lct_err *err)
{
    const struct region *region;
    const struct type *type;
    const struct image *image;
    struct lct_err tries[3] = { 0 };

    match_region(c, word, &region, &tries[0]);
    match_type(c, word, NULL, &type, NULL, &tries[1]);
    match_image(c, word, &image, NULL, &tries[2]);
    lct_fail(err, LCT_EUSAGE, "'%s' is no region, type or image", word);
    for (size_t i = 0; i < 3; i++)
        if (str_starts(tries[i].hint, "did you mean"))
            return lct_hint(err, "%s", tries[i].hint);
    return lct_hint(err, "for example: newark 1gb 'ubuntu 24.04'");
}

static int
twice(const char *word, const char *noun, struct lct_err *err)
{
    return lct_fail(err, LCT_EUSAGE, "'%s' is a second %s", word, noun);
}

static int
take_reading(const struct reading *r, const char *word, struct node_words *ret, struct lct_err *err)
{
    if (reading_kinds(r) > 1)
        return lct_fail(err, LCT_EUSAGE, "'%s' could be %s%s%s", word, r->region ? "a region" : "",
            r->type ? (r->region ? " or a type" : "a type") : "", r->image ? " or an image" : "");
    if (!reading_kinds(r)) {
        *err = r->ambiguous;
        return err->code;
    }
    if (r->region ? ret->region != NULL : r->type ? ret->type != NULL : ret->image != NULL)
        return twice(word, r->region ? "region" : r->type ? "type" : "image", err);
    if (r->region)
        ret->region = r->region;
    if (r->type) {
        ret->type = r->type;
        ret->type_substituted = r->type_substituted;
    }
    if (r->image) {
        ret->image = r->image;
        ret->image_substituted = r->image_substituted;
    }
    return LCT_OK;
}

static const char *
join_words(struct arena *a, const char *const *words, size_t n)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < n; i++)
        buf_addf(&text, "%s%s", i ? " " : "", words[i]);
    return arena_strdup(a, buf_str(&text));
}

// Unquoted names of several words come apart: the longest run that means something is taken.
static int
take_longest(const struct catalogue *c, struct arena *a, const char *const *words, size_t n,
    size_t *taken, struct node_words *ret, struct lct_err *err)
{
    struct reading r;

    for (size_t len = n < 4 ? n : 4; len; len--) {
        const char *word = join_words(a, words, len);
        if (!read_word(c, word, &r) || (len > 1 && !reading_kinds(&r)))
            continue;
        *taken = len;
        return take_reading(&r, word, ret, err);
    }
    return not_understood(c, words[0], err);
}

int
match_words(const struct catalogue *c, const char *const *words, size_t n, struct node_words *ret,
    struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();

    *ret = (struct node_words){ 0 };
    for (size_t i = 0, taken = 0; i < n; i += taken)
        if (take_longest(c, a, words + i, n - i, &taken, ret, err) < 0)
            return err->code;
    if (!ret->region || !ret->type) {
        lct_fail(err, LCT_EUSAGE, "a node needs a %s", ret->region ? "type" : "region");
        lct_hint(err, "for example %s; %s shows all", ret->region ? "1gb" : "newark",
            ADVICE(CATALOGUE, ret->region ? "types" : "regions"));
        return LCT_EUSAGE;
    }
    return LCT_OK;
}
