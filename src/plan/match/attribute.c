// SPDX-License-Identifier: MIT
// Types by what they have: "ram:80GB", "disk:1536GB", "price:960", "vcpus:8", "gpu:rtx4000 x2".
#include <ctype.h>
#include <stdlib.h>

#include "base/parse.h"
#include "base/str.h"
#include "plan/match/match.h"

static int
wrong_attribute(const char *word, struct lct_err *err)
{
    lct_fail(err, LCT_EUSAGE, "'%s' is no attribute of a type", word);
    return lct_hint(err, "for example ram:80GB, disk:1536GB, price:960, vcpus:8 or gpu:rtx6000");
}

// "960", "0.5": digits with at most one dot.
static bool
parse_plain(const char *text, double *value)
{
    size_t n = strspn(text, "0123456789");

    if (!n || n > 12)
        return false;
    if (text[n] == '.')
        n += 1 + strspn(text + n + 1, "0123456789");
    *value = strtod(text, NULL);
    return !text[n];
}

static bool
parse_value(const char *text, struct type_attribute *a)
{
    uint64_t bytes;

    switch (a->what) {
    case ATTRIBUTE_RAM:
    case ATTRIBUTE_DISK:
        if (!parse_size(text, 1 << 20, &bytes))
            return false;
        a->value = (double)(bytes >> 20);
        return true;
    case ATTRIBUTE_PRICE:
        return parse_plain(text + (*text == '$'), &a->value);
    case ATTRIBUTE_VCPUS:
        return parse_plain(text, &a->value);
    case ATTRIBUTE_GPU:
        break;
    }
    match_word_init(&a->gpu, text);
    return a->gpu.n_words > 0;
}

bool
type_attribute_parse(const char *word, struct type_attribute *a, struct lct_err *err)
{
    static const char *const names[] = { "ram:", "disk:", "price:", "vcpus:", "gpu:" };

    *a = (struct type_attribute){ 0 };
    if (!strchr(word, ':'))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *text = word + strlen(names[i]);
        a->what = (__typeof__(a->what))i;
        if (str_istarts(word, names[i]) && parse_value(text + strspn(text, " "), a))
            return true;
    }
    wrong_attribute(word, err);
    return false;
}

static enum match_grade
equals(double a, double b)
{
    return a - b < 1e-6 && b - a < 1e-6 ? MATCH_SAME : MATCH_NOT;
}

// "rtx4000 x2" fits "... + RTX4000 Ada GPU x2".
static enum match_grade
gpu_grade(const struct type *t, const struct match_word *w)
{
    enum match_grade grade = match_grade(w, t->label, "");

    return t->gpus > 0 && grade < MATCH_WITHIN ? grade : MATCH_NOT;
}

enum match_grade
type_attribute_grade(const struct type_attribute *a, const struct type *t)
{
    switch (a->what) {
    case ATTRIBUTE_RAM:
        return equals((double)t->memory_mb, a->value);
    case ATTRIBUTE_DISK:
        return equals((double)t->disk_mb, a->value);
    case ATTRIBUTE_PRICE:
        return equals(t->monthly, a->value);
    case ATTRIBUTE_VCPUS:
        return equals((double)t->vcpus, a->value);
    case ATTRIBUTE_GPU:
        return gpu_grade(t, &a->gpu);
    }
    return MATCH_NOT;
}
