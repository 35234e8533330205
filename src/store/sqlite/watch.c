// SPDX-License-Identifier: MIT
// Hearing of what others commit: SQLite counts it, and is asked again and again.
#include "base/err.h"
#include "store/sqlite/sqlite.h"

#define LOOK_MS 50

struct watching {
    struct op op;
    struct sqlite *s;
    int64_t until_ms;
    struct timer *next;
    store_done_fn *fn;
    void *user;
};

int64_t
sqlite_heard(struct sqlite *s)
{
    struct query q = query_begin(s, "PRAGMA data_version");
    int64_t version = query_row(&q) ? row_int(&q) : 0;

    query_end(&q, ERR_IGNORED);
    return version;
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct watching *w = (struct watching *)op;

    timer_stop(take(w->next));
    attempts_forget(&w->s->attempts, op);
    op_end(op, why);
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct watching *w = (struct watching *)op;

    w->fn(w->user, err);
}

static void
look(void *user)
{
    struct watching *w = user;

    timer_stop(take(w->next));
    if (sqlite_heard(w->s) != w->s->heard || loop_now_ms(w->s->attempts.loop) >= w->until_ms)
        stop(&w->op, NULL);
    else
        w->next = timer_start(w->s->attempts.loop, LOOK_MS, look, w);
}

struct op *
sqlite_watch(struct store *store, int64_t ms, store_done_fn *fn, void *user)
{
    struct sqlite *s = sqlite_of(store);
    struct watching *w = op_start(s->attempts.loop, sizeof *w, 0, stop, deliver);

    w->s = s;
    w->until_ms = loop_now_ms(s->attempts.loop) + ms;
    w->fn = fn;
    w->user = user;
    attempts_add(&s->attempts, &w->op);
    look(w);
    return &w->op;
}
