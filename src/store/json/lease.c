// SPDX-License-Identifier: MIT
// Leases: who may operate a cluster.
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "store/json/folder.h"

int
lease_get(const struct draft *d, const char *cluster, struct lease *ret, struct lct_err *err)
{
    void *found = NULL;

    *ret = (struct lease){ 0 };
    snprintf(ret->cluster, sizeof ret->cluster, "%s", cluster);
    if (draft_get(d, RECORD_LEASE, ret, &found, err) < 0)
        return err->code;
    if (found)
        *ret = *(struct lease *)found;
    return LCT_OK;
}

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
    struct leasing *l = attempt_new(store, &folder_of(store)->attempts, sizeof *l, fn, told);

    l->arena = arena_new();
    l->context = *c;
    l->wish = *w;
    l->wish.cluster = arena_strdup(l->arena, w->cluster);
    l->wish.holder = arena_strdup(l->arena, w->holder);
    return l;
}

typedef int leasing_fn(struct leasing *l, struct draft *d, struct lct_err *err);

// The lease as it is, in l->lease, and what is made of it.
static int
under_lock(struct leasing *l, leasing_fn *fn, struct lct_err *err)
{
    struct folder *f = folder_of(l->attempt.store);
    _own_(draft) struct draft d;

    draft_begin(&d, f, l->arena, &l->context);
    if (folder_lock(f, TO_WRITE, err) < 0)
        return err->code;
    if (lease_get(&d, l->wish.cluster, &l->lease, err) == LCT_OK)
        fn(l, &d, err);
    folder_unlock(f);
    return err->code;
}

static int
save(struct draft *d, const struct lease *lease, struct lct_err *err)
{
    return draft_put(d, RECORD_LEASE, lease, NULL, err) < 0 ? err->code : draft_save(d, err);
}

// ---- taking

// What was cut is kept, whoever has it.
static int
take_in(struct leasing *l, struct draft *d, struct lct_err *err)
{
    const struct lease now = l->lease;
    struct lct_err refused = { 0 };

    lease_decide(&now, &l->wish, loop_wall_ms(l->attempt.of->loop), &l->lease, &refused);
    if ((!refused.code || l->lease.expires_ms != now.expires_ms) && save(d, &l->lease, err) < 0)
        return err->code;
    *err = refused;
    return err->code;
}

static int
try_take(struct attempt *attempt, struct lct_err *err)
{
    return under_lock((struct leasing *)attempt, take_in, err);
}

static void
told_taken(struct attempt *attempt, const struct lct_err *err)
{
    struct leasing *l = (struct leasing *)attempt;

    l->taken(l->user, err, &l->lease);
    arena_free(l->arena);
}

struct op *
folder_lease_take(struct store *store, const struct context *c, const struct lease_wish *w,
    store_lease_fn *fn, void *user)
{
    struct leasing *l = leasing_new(store, c, w, try_take, told_taken);

    l->taken = fn;
    l->user = user;
    return attempt_begin(&l->attempt);
}

// ---- giving up

static int
drop_in(struct leasing *l, struct draft *d, struct lct_err *err)
{
    if (!str_eq(l->lease.holder, l->wish.holder))
        return LCT_OK;
    l->lease.holder = NULL;
    l->lease.expires_ms = 0;
    return save(d, &l->lease, err);
}

static int
try_drop(struct attempt *attempt, struct lct_err *err)
{
    return under_lock((struct leasing *)attempt, drop_in, err);
}

static void
told_dropped(struct attempt *attempt, const struct lct_err *err)
{
    struct leasing *l = (struct leasing *)attempt;

    l->dropped(l->user, err);
    arena_free(l->arena);
}

struct op *
folder_lease_drop(struct store *store, const struct context *c, const char *cluster,
    const char *holder, store_done_fn *fn, void *user)
{
    const struct lease_wish w = { .cluster = cluster, .holder = holder };
    struct leasing *l = leasing_new(store, c, &w, try_drop, told_dropped);

    l->dropped = fn;
    l->user = user;
    return attempt_begin(&l->attempt);
}
