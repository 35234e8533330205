// Candidates of a word, and words in any order.
#include "plan/match.h"

#include "base/str.h"

void
candidate_add(struct candidates *c, const void *item)
{
    if (c->n < MATCH_MOST)
        c->items[c->n] = item;
    c->n++;
}

int
candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err)
{
    _own_(buf) struct buf list = { 0 };

    if (c->n == 1) {
        *ret = c->items[0];
        return LCT_OK;
    }
    if (!c->n)
        return lct_fail(err, LCT_ENOTFOUND, "no %s fits '%s'", kind, word);
    for (size_t i = 0; i < c->n && i < 8; i++) {
        buf_adds(&list, i ? ", " : "");
        say(c->items[i], &list);
    }
    lct_fail(err, LCT_EUSAGE, "'%s' fits %zu %ss", word, c->n, kind);
    return lct_hint(err, "say which: %s%s", buf_str(&list), c->n > 8 ? " ..." : "");
}

struct verdict {
    struct lct_err region, type, image;
};

static int
fail_word(const char *word, const struct verdict *v, struct lct_err *err)
{
    const struct lct_err *all[] = { &v->region, &v->type, &v->image };

    for (size_t i = 0; i < 3; i++)
        if (all[i]->code == LCT_EUSAGE) { // it is of this kind, but ambiguous
            *err = *all[i];
            return err->code;
        }
    lct_fail(err, LCT_EUSAGE, "'%s' is no region, no type and no image", word);
    return lct_hint(err, "linodetool list regions, list types and list images show what there is");
}

static int
twice(const char *kind, const char *word, struct lct_err *err)
{
    return lct_fail(err, LCT_EUSAGE, "'%s' is a second %s", word, kind);
}

static int
classify(const struct catalogue *c, const char *word, struct node_words *ret, struct lct_err *err)
{
    struct verdict v = { 0 };
    const struct region *region;
    const struct type *type;
    const struct image *image;
    bool substituted = false;

    if (match_region(c, word, &region, &v.region) == LCT_OK) {
        if (ret->region)
            return twice("region", word, err);
        ret->region = region;
    } else if (match_type(c, word, NULL, &type, &substituted, &v.type) == LCT_OK) {
        if (ret->type)
            return twice("type", word, err);
        ret->type = type;
        ret->type_substituted = substituted;
    } else if (match_image(c, word, &image, &substituted, &v.image) == LCT_OK) {
        if (ret->image)
            return twice("image", word, err);
        ret->image = image;
        ret->image_substituted = substituted;
    } else {
        return fail_word(word, &v, err);
    }
    return LCT_OK;
}

int
match_words(const struct catalogue *c, const char *const *words, size_t n, struct node_words *ret,
    struct lct_err *err)
{
    *ret = (struct node_words){ 0 };
    for (size_t i = 0; i < n; i++)
        if (classify(c, words[i], ret, err) < 0)
            return err->code;
    if (!ret->region || !ret->type) {
        lct_fail(err, LCT_EUSAGE, "no %s was named", ret->region ? "type" : "region");
        return lct_hint(err, "for example: linodetool node create newark 1gb 'ubuntu 24.04 lts'");
    }
    return LCT_OK;
}
