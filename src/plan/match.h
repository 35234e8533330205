// Collecting candidates while a word is looked up.
#ifndef PLAN_MATCH_H
#define PLAN_MATCH_H

#include "plan/plan.h"

#define MATCH_MOST 64

struct candidates {
    const void *items[MATCH_MOST];
    size_t n; // may exceed MATCH_MOST: then only the first are kept
};

void candidate_add(struct candidates *c, const void *item);

// Judges: one is the answer; none or several are an error that lists them ("id (label)").
int candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err);

#endif
