// SPDX-License-Identifier: MIT
// Leases: who may operate a cluster.
#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

// One of taking, renewing and dropping.
struct leasing {
    struct attempt attempt;
    struct arena *arena;
    struct context context;
    struct lease_wish wish;
    struct lease lease; // that it became
    store_lease_fn *taken;
    store_done_fn *dropped;
    void *user;
};

static struct leasing *
leasing_new(struct store *store, const struct context *c, const struct lease_wish *w,
    attempt_fn *fn, attempt_told_fn *told)
{
    struct leasing *l = attempt_new(store, &sqlite_of(store)->attempts, sizeof *l, fn, told);

    l->arena = arena_new();
    l->context = *c;
    l->wish = *w;
    l->wish.cluster = arena_strdup(l->arena, w->cluster);
    l->wish.holder = arena_strdup(l->arena, w->holder);
    return l;
}

// ---- taking

// What was cut is kept, whoever has it.
static int
take_in(struct sqlite *s, struct leasing *l, struct lct_err *err)
{
    struct lease now, next;
    struct lct_err refused = { 0 };
    int64_t context;

    if (sqlite_context(s, &l->context, false, &context, err) < 0 ||
        sqlite_lease_get(s, context, l->arena, l->wish.cluster, &now, err) < 0)
        return err->code;
    lease_decide(&now, &l->wish, loop_wall_ms(s->attempts.loop), &next, &refused);
    if ((!refused.code || next.expires_ms != now.expires_ms) &&
        sqlite_put(s, context, RECORD_LEASE, &next, err) < 0)
        return err->code;
    if (sqlite_end(s, true, err) < 0)
        return err->code;
    l->lease = next;
    *err = refused;
    return err->code;
}

static int
try_take(struct attempt *attempt, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(attempt->store);

    if (sqlite_begin(s, true, err) < 0)
        return err->code;
    take_in(s, (struct leasing *)attempt, err);
    sqlite_end(s, false, ERR_IGNORED);
    return err->code;
}

static void
told_taken(struct attempt *attempt, const struct lct_err *err)
{
    struct leasing *l = (struct leasing *)attempt;

    l->taken(l->user, err, &l->lease);
    arena_free(l->arena);
}

struct op *
sqlite_lease_take(struct store *store, const struct context *c, const struct lease_wish *w,
    store_lease_fn *fn, void *user)
{
    struct leasing *l = leasing_new(store, c, w, try_take, told_taken);

    l->taken = fn;
    l->user = user;
    return attempt_begin(&l->attempt);
}

// ---- giving up

static int
drop_in(struct sqlite *s, struct leasing *l, struct lct_err *err)
{
    struct lease now;
    int64_t context;

    if (sqlite_context(s, &l->context, false, &context, err) < 0 ||
        sqlite_lease_get(s, context, l->arena, l->wish.cluster, &now, err) < 0)
        return err->code;
    if (!str_eq(now.holder, l->wish.holder))
        return LCT_OK;
    now.holder = NULL;
    now.expires_ms = 0;
    if (sqlite_put(s, context, RECORD_LEASE, &now, err) < 0)
        return err->code;
    return sqlite_end(s, true, err);
}

static int
try_drop(struct attempt *attempt, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(attempt->store);

    if (sqlite_begin(s, true, err) < 0)
        return err->code;
    drop_in(s, (struct leasing *)attempt, err);
    sqlite_end(s, false, ERR_IGNORED);
    return err->code;
}

static void
told_dropped(struct attempt *attempt, const struct lct_err *err)
{
    struct leasing *l = (struct leasing *)attempt;

    l->dropped(l->user, err);
    arena_free(l->arena);
}

struct op *
sqlite_lease_drop(struct store *store, const struct context *c, const char *cluster,
    const char *holder, store_done_fn *fn, void *user)
{
    const struct lease_wish w = { .cluster = cluster, .holder = holder };
    struct leasing *l = leasing_new(store, c, &w, try_drop, told_dropped);

    l->dropped = fn;
    l->user = user;
    return attempt_begin(&l->attempt);
}

// ---- of all clusters

int
sqlite_leases_dead(struct sqlite *s, lease_lives_fn *lives, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct query q = query_begin(s, "SELECT c.name, l.holder, l.expires_ms FROM leases l "
                                    "JOIN clusters c ON c.uuid = l.cluster WHERE l.holder <> ''");

    while (query_row(&q)) {
        const char *name = row_text(&q, a);
        struct lease l = { .holder = row_text(&q, a) };
        struct lct_err why;
        l.expires_ms = row_int(&q);
        if (!lives(&l, loop_wall_ms(s->attempts.loop)))
            continue;
        lct_fail(&why, LCT_EEXISTS, "cluster %s is being operated by %.*s", name,
            holder_told(l.holder), l.holder);
        lct_hint(&why, "wait until that is done");
        query_fail(&q, &why);
    }
    return query_end(&q, err);
}
