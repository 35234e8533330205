// SPDX-License-Identifier: MIT
// What words of one plan mean, each looked up once, however many node plans use it.
#include "plan/match/memo.h"

// One is set, or why none could be.
struct meaning {
    const struct region *region;
    const struct type *type;
    const struct image *image;
    const struct kernel *kernel;
    bool substituted;
    const struct lct_err *err; // NULL: none
};

void
match_memo_init(struct match_memo *m, const struct catalogue *c)
{
    *m = (struct match_memo){ .arena = arena_new(), .catalogue = c };
}

void
match_memo_done(struct match_memo *m)
{
    for (int i = 0; i < N_MEMO_KINDS; i++)
        map_done(&m->words[i]);
    arena_free(m->arena);
}

static int
look_up(const struct catalogue *c, enum memo_kind kind, const char *word, struct meaning *meaning,
    struct lct_err *err)
{
    switch (kind) {
    case MEMO_REGION:
        return match_region(c, word, &meaning->region, err);
    case MEMO_TYPE:
        return match_type(c, word, NULL, &meaning->type, &meaning->substituted, err);
    case MEMO_IMAGE:
        return match_image(c, word, &meaning->image, &meaning->substituted, err);
    case MEMO_KERNEL:
        return match_kernel(c, word, &meaning->kernel, err);
    case N_MEMO_KINDS:
        break;
    }
    return LCT_OK;
}

// Yields NULL, with err, for a word that means nothing.
static const struct meaning *
meaning_of(struct match_memo *m, enum memo_kind kind, const char *word, struct lct_err *err)
{
    struct meaning *meaning = map_get(&m->words[kind], word);
    struct lct_err trouble = { 0 };

    if (!meaning) {
        meaning = ARENA_NEW(m->arena, struct meaning);
        map_put(&m->words[kind], word, meaning);
        if (look_up(m->catalogue, kind, word, meaning, &trouble) < 0) {
            struct lct_err *kept = ARENA_NEW(m->arena, struct lct_err);
            *kept = trouble;
            meaning->err = kept;
        }
    }
    if (!meaning->err)
        return meaning;
    *err = *meaning->err;
    return NULL;
}

static int
code_of(const struct lct_err *err)
{
    return err ? err->code : LCT_ENOTFOUND;
}

int
memo_region(struct match_memo *m, const char *word, const struct region **ret, struct lct_err *err)
{
    const struct meaning *meaning = meaning_of(m, MEMO_REGION, word, err);

    *ret = meaning ? meaning->region : NULL;
    return meaning ? LCT_OK : code_of(err);
}

int
memo_type(struct match_memo *m, const char *word, const struct type **ret, bool *substituted,
    struct lct_err *err)
{
    const struct meaning *meaning = meaning_of(m, MEMO_TYPE, word, err);

    *ret = meaning ? meaning->type : NULL;
    *substituted = meaning && meaning->substituted;
    return meaning ? LCT_OK : code_of(err);
}

int
memo_image(struct match_memo *m, const char *word, const struct image **ret, bool *substituted,
    struct lct_err *err)
{
    const struct meaning *meaning = meaning_of(m, MEMO_IMAGE, word, err);

    *ret = meaning ? meaning->image : NULL;
    *substituted = meaning && meaning->substituted;
    return meaning ? LCT_OK : code_of(err);
}

int
memo_kernel(struct match_memo *m, const char *word, const struct kernel **ret, struct lct_err *err)
{
    const struct meaning *meaning = meaning_of(m, MEMO_KERNEL, word, err);

    *ret = meaning ? meaning->kernel : NULL;
    return meaning ? LCT_OK : code_of(err);
}
