// SPDX-License-Identifier: MIT
// What the lookups share: spelling, how well a word fits, candidates, hints.
#ifndef PLAN_MATCH_MATCH_H
#define PLAN_MATCH_MATCH_H

#include "plan/plan.h"

#define MATCH_MOST 64
#define KEY_MAX 128

// What somebody wrote, made ready to be compared with many names: lower-case letters, digits and
// dots, accents dropped.
struct match_word {
    char key[KEY_MAX];   // without gaps; "" when there is nothing to compare
    char words[KEY_MAX]; // one space between words
    size_t n_words;
    bool whole;   // it was not too long
    bool country; // the name of one is in it, as ".us"
};
void match_word_init(struct match_word *w, const char *text);

// Is it another spelling of the name?
bool match_same(const struct match_word *w, const char *name);

// country.c: the name of a country becomes its two letters behind a dot.
void match_country(struct match_word *w);
// The name of a country that is spelt nearly so, or NULL.
const char *match_country_near(const char *word);

// How well what somebody wrote fits a thing; the smaller the better.
enum match_grade {
    MATCH_SAME,   // a spelling of its name or id, or all words of the name in another order
    MATCH_WORDS,  // each word of it is a word of the name
    MATCH_STARTS, // each begins a word of the name or the id
    MATCH_WITHIN, // each is somewhere in them
    MATCH_NOT,
};
enum match_grade match_grade(const struct match_word *w, const char *name, const char *id);

// The things that fit best of all that were offered.
struct candidates {
    const void *items[MATCH_MOST];
    size_t n; // may exceed MATCH_MOST: then only the first are kept
    enum match_grade grade;
};

void candidate_add(struct candidates *c, enum match_grade grade, const void *item);

// Judges: one is the answer; none or several are an error that lists them ("id (label)").
int candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err);

// Hints at the name nearest to a word that fits nothing, else at the command that lists all.
int match_hint(
    const char *word, const char *kind, const char *const *names, size_t n, struct lct_err *err);

// An attribute of types, such as "ram:80GB": which one, and the value wanted.
struct type_attribute {
    enum { ATTRIBUTE_RAM, ATTRIBUTE_DISK, ATTRIBUTE_PRICE, ATTRIBUTE_VCPUS, ATTRIBUTE_GPU } what;
    double value;          // MB, USD a month, a number
    struct match_word gpu; // words of the type's label
};

// attribute.c: false with err->code 0: the word is no attribute; else it is a wrong one.
bool type_attribute_parse(const char *word, struct type_attribute *a, struct lct_err *err);
// How well the type fits: MATCH_SAME, of GPUs also others; MATCH_NOT.
enum match_grade type_attribute_grade(const struct type_attribute *a, const struct type *t);

#endif
