// SPDX-License-Identifier: MIT
// Questions to a store, leases as every driver decides them, and answers waited for.
#include "port/store.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

// ---- questions

struct ask
ask_all(enum record_kind kind)
{
    return (struct ask){ .kind = kind };
}

struct ask
ask_of(enum record_kind kind, const char *column, const char *text)
{
    return (struct ask){ .kind = kind, .tests = { { column, ASK_IS, text, 0 } } };
}

struct ask
ask_number(enum record_kind kind, const char *column, int64_t number)
{
    return (struct ask){ .kind = kind, .tests = { { column, ASK_IS, NULL, number } } };
}

struct ask *
ask_and(struct ask *a, const char *column, enum ask_how how, const char *text)
{
    struct ask_test *t = a->tests;

    while (t->column)
        t++;
    *t = (struct ask_test){ column, how, text, 0 };
    return a;
}

static bool
passes(const struct ask_test *t, const struct field *f, const void *record)
{
    const bool is_text = field_is_text(f);
    const char *text = is_text ? field_text(f, record) : NULL;
    const bool same = is_text ? str_eq(text, t->text) : field_int(f, record) == t->number;

    if (t->how == ASK_BEGINS)
        return text && str_starts(text, t->text);
    return same == (t->how == ASK_IS);
}

bool
ask_passes(const struct ask *a, const void *record)
{
    for (size_t i = 0; i < ASK_TESTS && a->tests[i].column; i++)
        if (!passes(&a->tests[i], shape_field(&record_shapes[a->kind], a->tests[i].column), record))
            return false;
    return true;
}

// ---- leases

int
holder_told(const char *holder)
{
    const char *mark = strstr(holder, " [");

    return mark ? (int)(mark - holder) : (int)strlen(holder);
}

int
lease_fail_lost(const char *holder, struct lct_err *err)
{
    if (!holder)
        return lct_fail(err, LCT_EEXISTS, "the lease on the cluster was lost");
    return lct_fail(
        err, LCT_EEXISTS, "the lease on the cluster was lost to %.*s", holder_told(holder), holder);
}

int
lease_fail_taken(const struct lease *now, int64_t now_ms, struct lct_err *err)
{
    lct_fail(err, LCT_EEXISTS, "the cluster is being operated by %.*s", holder_told(now->holder),
        now->holder);
    return lct_hint(err, "wait until that is done; if it has died, its lease ends in %lld s",
        (long long)((now->expires_ms - now_ms + 999) / 1000));
}

// An end that lies further away than a lease is long was written by a clock that was wrong, then or
// now: it is cut. If its holder lives, he renews it.
int
lease_decide(const struct lease *now, const struct lease_wish *w, int64_t now_ms,
    struct lease *next, struct lct_err *err)
{
    const bool mine = str_eq(now->holder, w->holder);

    *next = *now;
    snprintf(next->cluster, sizeof next->cluster, "%s", w->cluster);
    if (w->fence && w->fence != now->fence)
        return lease_fail_lost(now->holder, err);
    if (now->expires_ms > now_ms + w->ttl_ms)
        next->expires_ms = now_ms + w->ttl_ms;
    if (now->holder && !mine && next->expires_ms > now_ms)
        return lease_fail_taken(next, now_ms, err);
    next->holder = w->holder;
    next->fence = mine ? now->fence : now->fence + 1;
    next->expires_ms = now_ms + w->ttl_ms;
    return LCT_OK;
}

// ---- answers waited for

struct waiting {
    bool done;
    struct lct_err *err;
    struct arena *arena;
    struct lease *lease;
};

static void
done(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    *w->err = *err;
    w->done = true;
}

static int
wait_for(struct loop *l, struct waiting *w)
{
    loop_run(l, &w->done);
    return w->err->code;
}

int
store_read_now(struct loop *l, struct store *s, const struct context *c, struct arena *a,
    struct ask *asks, size_t n, struct lct_err *err)
{
    struct waiting w = { .err = err };

    s->ops->read(s, c, a, asks, n, done, &w);
    return wait_for(l, &w);
}

int
store_commit_now(struct loop *l, struct store *s, struct batch *b, struct lct_err *err)
{
    struct waiting w = { .err = err };

    s->ops->commit(s, b, done, &w);
    return wait_for(l, &w);
}

static void
leased(void *user, const struct lct_err *err, const struct lease *lease)
{
    struct waiting *w = user;

    if (!err->code) {
        *w->lease = *lease;
        w->lease->holder = arena_strdup(w->arena, lease->holder);
    }
    done(user, err);
}

int
store_lease_now(struct loop *l, struct store *s, const struct context *c, struct arena *a,
    const struct lease_wish *wish, struct lease *ret, struct lct_err *err)
{
    struct waiting w = { .err = err, .arena = a, .lease = ret };

    s->ops->lease_take(s, c, wish, leased, &w);
    return wait_for(l, &w);
}

int
store_drop_now(struct loop *l, struct store *s, const struct context *c, const char *cluster,
    const char *holder, struct lct_err *err)
{
    struct waiting w = { .err = err };

    s->ops->lease_drop(s, c, cluster, holder, done, &w);
    return wait_for(l, &w);
}
