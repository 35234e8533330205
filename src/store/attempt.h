// SPDX-License-Identifier: MIT
// Work on a store that others may hold for a moment, as an op: tried again a little later as long
// as it says LCT_ERETRY, for five seconds. The loop waits, nobody else does.
#ifndef STORE_ATTEMPT_H
#define STORE_ATTEMPT_H

#include "base/vec.h"
#include "port/store.h"

// Of one store: what waits is cancelled when it is closed.
struct attempts {
    struct loop *loop;
    VEC(struct op *) waiting;
};

struct attempt;
typedef int attempt_fn(struct attempt *a, struct lct_err *err);
typedef void attempt_told_fn(struct attempt *a, const struct lct_err *err);

struct attempt {
    struct op op;
    struct store *store;
    struct attempts *of;
    attempt_fn *fn;
    attempt_told_fn *told; // hands the outcome over
    int64_t until_ms;
    struct timer *again;
};

// size: of the struct that begins with the attempt.
void *attempt_new(
    struct store *s, struct attempts *of, size_t size, attempt_fn *fn, attempt_told_fn *told);
struct op *attempt_begin(struct attempt *a);

// Other ops of the store that wait, likewise.
void attempts_add(struct attempts *of, struct op *op);
void attempts_forget(struct attempts *of, const struct op *op);
void attempts_cancel(struct attempts *of); // all of them

#endif
