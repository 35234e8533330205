// SPDX-License-Identifier: MIT
// The words that all tables of the plan language use.
#include "plan/language/language.h"

#include "model/label.h"
#include "model/user.h"

static const struct schema tag = { .type = S_TEXT,
    .min = TAG_LEAST,
    .max = TAG_MOST,
    .what = "a tag",
    .fault = tag_fault,
    .pattern = "^(?![Ll][Cc][Tt]:)[^ ].*[^ ]$" };

const struct schema language_any = { .type = S_ANY };
const struct schema language_map = { .type = S_DICT, .item = &language_any };
const struct schema language_text = { .type = S_TEXT, .min = 1, .max = 4096 };
const struct schema language_script = {
    .type = S_TEXT, .min = 1, .max = 65536, .what = "a script or its path"
};
const struct schema language_name = { .type = S_NAME };
const struct schema language_names = { .type = S_LIST, .item = &language_name };
const struct schema language_name_or_names = { .type = S_ONE_OR_LIST, .item = &language_name };
const struct schema language_truth = { .type = S_BOOL };
const struct schema language_text_list = { .type = S_ONE_OR_LIST, .item = &language_text };
const struct schema language_tags = { .type = S_ONE_OR_LIST, .item = &tag };
const struct schema language_account = { .type = S_TEXT,
    .min = 1,
    .max = 4096,
    .what = "the name of an account",
    .fault = account_fault,
    .pattern = "^[a-z_][a-z0-9_-]{0,31}$" };
const struct schema language_accounts = { .type = S_ONE_OR_LIST, .item = &language_account };
const struct schema language_expression = {
    .type = S_TEXT, .min = 1, .max = 255, .what = "a name expression"
};
const struct schema language_count = {
    .type = S_INT, .min = 0, .max = 10000, .what = "a number of nodes"
};
