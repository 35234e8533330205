// SPDX-License-Identifier: MIT
// Hints of the library, its calls worded as the commands that make them.
#ifndef CLI_SHOW_ADVICE_H
#define CLI_SHOW_ADVICE_H

#include <stdio.h>

#include "lct/value.h"

// A hint in our words, "" of NULL; free() it.
char *advised(const char *hint);
// A text as of lct_plan_problems: only its hints are worded. free() it.
char *advised_lines(const char *text);
// An answer with hints in our words, as JSON; free() it.
char *advised_json(const struct lct_value *v, bool pretty);
// As print_safe does.
void print_hint(FILE *out, const char *hint, bool lines);

#endif
