// SPDX-License-Identifier: MIT
// A commit that does everything that one can do: puts, removes, clears and draws, of several kinds.
#ifndef TEST_JSON_EVERYTHING_H
#define TEST_JSON_EVERYTHING_H

#include "place.h"

struct doing {
    struct place *p;
    const char *plan; // of an operation that it puts, to make it long; NULL: none
    int tell;         // what was committed; -1: nobody asks
};

// Opens the store, commits and closes it; ends the program with 1 where that fails.
void do_everything(void *user);
// All that is in it before that and after it; it has it then.
void learn(struct place *p, const char *plan, char **before, char **after);

#endif
