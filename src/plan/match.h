// What the lookups share: spelling, candidates, hints.
#ifndef PLAN_MATCH_H
#define PLAN_MATCH_H

#include "plan/plan.h"

#define MATCH_MOST 64

struct candidates {
    const void *items[MATCH_MOST];
    size_t n; // may exceed MATCH_MOST: then only the first are kept
};

#define KEY_MAX 128

// What the spellings of one name have in common: lower-case letters, digits and dots, accents
// dropped. Cut when it is too long.
const char *match_key(const char *word, char out[static KEY_MAX]);

// Hints at the name nearest to a word that fits nothing, else at the command that lists all.
int match_hint(
    const char *word, const char *kind, const char *const *names, size_t n, struct lct_err *err);

void candidate_add(struct candidates *c, const void *item);

// Judges: one is the answer; none or several are an error that lists them ("id (label)").
int candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err);

#endif
