// SPDX-License-Identifier: MIT
// The table of what a plan declares of its parameters.
#include "plan/language/language.h"

static const struct schema number = { .type = S_NUMBER };
static const struct schema word = { .type = S_TEXT, .min = 0, .max = 4096 };
static const struct schema word_list = { .type = S_LIST, .item = &word };

static const struct schema_field fields[] = {
    { "default", NULL, &word, false, NULL,
        "its value when --set is silent; without one --set must" },
    { "min", NULL, &number, false, NULL, "the least number" },
    { "max", NULL, &number, false, NULL, "the greatest number" },
    { "words", "choices", &word_list, false, NULL, "the values there are" },
    { "of", NULL, &language_text, false, NULL,
        "the parameter that it tells of: who sets that one sets both" },
    { "help", NULL, &word, false, NULL, "what it is, in a few words" },
    { NULL },
};
static const struct schema declared = { .type = S_MAP, .fields = fields };
static const struct schema *const choices[] = { &declared, &word, NULL };
static const struct schema parameter = { .type = S_ONE_OF,
    .choices = choices,
    .what = "a value, or a map of default:, min:, max:, words: and help:," };

const struct schema language_parameters = { .type = S_DICT, .item = &parameter };
