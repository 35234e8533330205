// SPDX-License-Identifier: MIT
// A question to a HAProxy that runs, and its answer.
#ifndef LAB_BALANCE_ASK_H
#define LAB_BALANCE_ASK_H

#include "base/buf.h"
#include "io/loop.h"

struct ask;

// answer: all that it said; NULL: it did not answer.
typedef void ask_fn(void *user, const struct buf *answer);

// Calls back once, later; ask_stop before that, and it never does.
struct ask *ask_start(
    struct loop *l, const char *socket, const char *question, ask_fn *fn, void *user);
void ask_stop(struct ask *a); // NULL is fine

#endif
