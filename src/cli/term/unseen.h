// SPDX-License-Identifier: MIT
// What a person types unseen, or a program passes by standard input: secrets.
#ifndef CLI_TERM_UNSEEN_H
#define CLI_TERM_UNSEEN_H

#include <stddef.h>

#include "lct/err.h"

#define UNSEEN_MAX 65536

struct unseen {
    char data[UNSEEN_MAX]; // whoever has it wipes it
    size_t n;
};

// One line of a terminal, which is asked for by that name; or else all of standard input. Without
// the line ends behind it.
int unseen_read(const char *name, struct unseen *value, struct lct_err *err);

#endif
