// SPDX-License-Identifier: MIT
// Completion: a line as far as it is written, and what may stand at the cursor.
#ifndef CLI_LINE_COMPLETE_H
#define CLI_LINE_COMPLETE_H

#include "cli/command.h"

#define MOST_ARGUMENTS 4 // that matter to what comes behind them

// The words before the cursor, understood as far as they can be.
struct line {
    const char *noun;
    const struct command *command;
    const struct option *wants; // an option whose value comes next
    const char *arguments[MOST_ARGUMENTS];
    int n_arguments; // may be more than are kept
    bool rest;       // behind "--"
    const char *now; // the word at the cursor, or its beginning
};

// One candidate. description: NULL or "" for none.
void offer(const char *word, const char *description);

// complete_values.c: the values that a word of the command table stands for: NAME, PLAN, a|b|c ...
void offer_values(struct invocation *v, const struct line *l, const char *word);

#endif
