// SPDX-License-Identifier: MIT
// Work on a store that is tried again while others hold it.
#include "store/attempt.h"

#define BUSY_MS 5000 // others hold it for one commit at a time, a millisecond or so
#define AGAIN_MS 5

void
attempts_add(struct attempts *of, struct op *op)
{
    vec_push(&of->waiting, op);
}

void
attempts_forget(struct attempts *of, const struct op *op)
{
    for (size_t i = 0; i < of->waiting.n; i++)
        if (of->waiting.items[i] == op) {
            vec_remove(&of->waiting, i);
            return;
        }
}

void
attempts_cancel(struct attempts *of)
{
    while (of->waiting.n)
        op_cancel(of->waiting.items[0]);
    vec_done(&of->waiting);
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct attempt *a = (struct attempt *)op;

    timer_stop(take(a->again));
    attempts_forget(a->of, op);
    op_end(op, why);
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct attempt *a = (struct attempt *)op;

    a->told(a, err);
}

static void try_again(void *user);

static void
try(struct attempt *a)
{
    struct lct_err err = { 0 };

    if (a->fn(a, &err) != LCT_ERETRY || loop_now_ms(a->of->loop) >= a->until_ms) {
        op_end(&a->op, &err);
        return;
    }
    attempts_add(a->of, &a->op);
    a->again = timer_start(a->of->loop, AGAIN_MS, try_again, a);
}

static void
try_again(void *user)
{
    struct attempt *a = user;

    timer_stop(take(a->again));
    attempts_forget(a->of, &a->op);
    try(a);
}

void *
attempt_new(
    struct store *s, struct attempts *of, size_t size, attempt_fn *fn, attempt_told_fn *told)
{
    struct attempt *a = op_start(of->loop, size, 0, stop, deliver);

    a->store = s;
    a->of = of;
    a->fn = fn;
    a->told = told;
    a->until_ms = loop_now_ms(of->loop) + BUSY_MS;
    return a;
}

struct op *
attempt_begin(struct attempt *a)
{
    try(a);
    return &a->op;
}
