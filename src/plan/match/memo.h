// SPDX-License-Identifier: MIT
// What words of one plan mean, each looked up once, however many node plans use it.
#ifndef PLAN_MATCH_MEMO_H
#define PLAN_MATCH_MEMO_H

#include "base/map.h"
#include "plan/plan.h"

enum memo_kind { MEMO_REGION, MEMO_TYPE, MEMO_IMAGE, MEMO_KERNEL, N_MEMO_KINDS };

struct match_memo {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct map words[N_MEMO_KINDS]; // word -> struct meaning
};

void match_memo_init(struct match_memo *m, const struct catalogue *c);
void match_memo_done(struct match_memo *m);

// As match_region and its like (plan/plan.h).
int memo_region(
    struct match_memo *m, const char *word, const struct region **ret, struct lct_err *err);
int memo_type(struct match_memo *m, const char *word, const struct type **ret, bool *substituted,
    struct lct_err *err);
int memo_image(struct match_memo *m, const char *word, const struct image **ret, bool *substituted,
    struct lct_err *err);
int memo_kernel(
    struct match_memo *m, const char *word, const struct kernel **ret, struct lct_err *err);

#endif
