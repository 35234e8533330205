// SPDX-License-Identifier: MIT
// Questions answered: all of one op in one transaction, so that they are of one moment.
#include "base/err.h"
#include "store/sqlite/sqlite.h"

struct reading {
    struct attempt attempt;
    struct context context;
    struct arena *arena;
    struct ask *asks;
    size_t n;
    store_done_fn *fn;
    void *user;
};

static int
try_read(struct attempt *attempt, struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;
    struct sqlite *s = sqlite_of(attempt->store);
    int64_t context;

    if (sqlite_begin(s, false, err) < 0)
        return err->code;
    s->heard = sqlite_heard(s);
    if (sqlite_context(s, &r->context, false, &context, err) == LCT_OK)
        for (size_t i = 0; i < r->n && err->code == LCT_OK; i++)
            sqlite_answer(s, context, r->arena, &r->asks[i], err);
    sqlite_end(s, false, ERR_IGNORED);
    return err->code;
}

static void
told(struct attempt *attempt, const struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;

    r->fn(r->user, err);
}

struct op *
sqlite_read(struct store *store, const struct context *c, struct arena *a, struct ask *asks,
    size_t n, store_done_fn *fn, void *user)
{
    struct reading *r = attempt_new(store, &sqlite_of(store)->attempts, sizeof *r, try_read, told);

    r->context = *c;
    r->arena = a;
    r->asks = asks;
    r->n = n;
    r->fn = fn;
    r->user = user;
    return attempt_begin(&r->attempt);
}
