// SPDX-License-Identifier: MIT
// Work on the file as an op. SQLite itself would wait for other writers and stop the loop with it:
// it is told not to, and whoever finds the file taken comes again a little later.
#include "store/sqlite/sqlite.h"

#define BUSY_MS 5000 // others hold the file for one commit at a time, a millisecond or so
#define AGAIN_MS 5

void
sqlite_waits_no_more(struct sqlite *s, const struct op *op)
{
    for (size_t i = 0; i < s->waiting.n; i++)
        if (s->waiting.items[i] == op) {
            vec_remove(&s->waiting, i);
            return;
        }
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct attempt *a = (struct attempt *)op;

    timer_stop(take(a->again));
    sqlite_waits_no_more(a->s, op);
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

    if (a->fn(a, &err) != LCT_ERETRY || loop_now_ms(a->s->loop) >= a->until_ms) {
        op_end(&a->op, &err);
        return;
    }
    vec_push(&a->s->waiting, &a->op);
    a->again = timer_start(a->s->loop, AGAIN_MS, try_again, a);
}

static void
try_again(void *user)
{
    struct attempt *a = user;

    timer_stop(take(a->again));
    sqlite_waits_no_more(a->s, &a->op);
    try(a);
}

void *
attempt_new(struct store *store, size_t size, attempt_fn *fn, attempt_told_fn *told)
{
    struct sqlite *s = sqlite_of(store);
    struct attempt *a = op_start(s->loop, size, 0, stop, deliver);

    a->s = s;
    a->fn = fn;
    a->told = told;
    a->until_ms = loop_now_ms(s->loop) + BUSY_MS;
    return a;
}

struct op *
attempt_begin(struct attempt *a)
{
    try(a);
    return &a->op;
}
