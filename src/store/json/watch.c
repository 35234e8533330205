// SPDX-License-Identifier: MIT
// Hearing of what others commit: where the files stand is looked at again and again.
#include "base/err.h"
#include "base/str.h"
#include "store/json/folder.h"

#define LOOK_MS 50

struct watching {
    struct op op;
    struct folder *folder;
    int64_t until_ms;
    struct timer *next;
    store_done_fn *fn;
    void *user;
};

static void
stop(struct op *op, const struct lct_err *why)
{
    struct watching *w = (struct watching *)op;

    timer_stop(take(w->next));
    attempts_forget(&w->folder->attempts, op);
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
    struct loop *l = w->folder->attempts.loop;
    char now[STAND_TEXT];

    timer_stop(take(w->next));
    stand_read(w->folder, now);
    if (!str_eq(now, w->folder->heard) || loop_now_ms(l) >= w->until_ms)
        stop(&w->op, NULL);
    else
        w->next = timer_start(l, LOOK_MS, look, w);
}

struct op *
folder_watch(struct store *store, int64_t ms, store_done_fn *fn, void *user)
{
    struct folder *f = folder_of(store);
    struct watching *w = op_start(f->attempts.loop, sizeof *w, 0, stop, deliver);

    w->folder = f;
    w->until_ms = loop_now_ms(f->attempts.loop) + ms;
    w->fn = fn;
    w->user = user;
    attempts_add(&f->attempts, &w->op);
    look(w);
    return &w->op;
}
