// SPDX-License-Identifier: MIT
// Leases: who may operate a cluster, and the fence that keeps out whoever lost his.
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

static struct held *
find_held(struct sqlite *s, const char *cluster)
{
    vec_each (h, &s->held)
        if (str_eq(h->cluster, cluster))
            return h;
    return NULL;
}

static void
forget(struct sqlite *s, const char *cluster)
{
    struct held *h = find_held(s, cluster);

    if (!h)
        return;
    free(h->holder);
    vec_remove(&s->held, (size_t)(h - s->held.items));
}

static void
remember(struct sqlite *s, const char *cluster, const char *holder, int64_t fence)
{
    struct held *h;

    forget(s, cluster);
    h = vec_add(&s->held);
    snprintf(h->cluster, sizeof h->cluster, "%s", cluster);
    h->holder = mem_strdup(holder);
    h->fence = fence;
}

// A row of leases; fence 0 when there is none.
struct stored {
    char holder[512];
    int64_t fence, expires_ms;
};

static int
read_lease(struct sqlite *s, const char *cluster, struct stored *ret, struct lct_err *err)
{
    struct query q = query_begin(
        s, "SELECT fence, expires_ms, ifnull(holder, '') FROM leases WHERE cluster = ?");

    *ret = (struct stored){ 0 };
    query_text(&q, cluster);
    if (query_row(&q)) {
        ret->fence = row_int(&q);
        ret->expires_ms = row_int(&q);
        snprintf(ret->holder, sizeof ret->holder, "%s",
            (const char *)sqlite3_column_text(q.st, q.column));
    }
    return query_end(&q, err);
}

static int
write_lease(struct sqlite *s, const char *cluster, const char *holder, const struct lease *l,
    struct lct_err *err)
{
    struct query q = query_begin(s,
        "INSERT INTO leases (context, cluster, holder, fence, expires_ms) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?1), ?1, ?2, ?3, ?4) "
        "ON CONFLICT (cluster) DO UPDATE SET holder = excluded.holder, fence = excluded.fence, "
        "expires_ms = excluded.expires_ms");

    query_text(&q, cluster);
    query_text(&q, holder);
    query_int(&q, l->fence);
    query_int(&q, l->expires_ms);
    while (query_row(&q))
        ;
    return query_end(&q, err);
}

// A holder as people are told of it: without what marks it for programs.
static int
told_length(const char *holder)
{
    const char *mark = strstr(holder, " [");

    return mark ? (int)(mark - holder) : (int)strlen(holder);
}

static int
fail_lost(const struct stored *now, struct lct_err *err)
{
    return lct_fail(err, LCT_EEXISTS, "the lease on the cluster was lost%s%.*s",
        now->holder[0] ? " to " : "", told_length(now->holder), now->holder);
}

int
sqlite_fence_check(struct sqlite *s, const char *cluster, struct lct_err *err)
{
    struct held *h = find_held(s, cluster);
    struct stored now;

    if (!h || h->checked)
        return LCT_OK;
    if (read_lease(s, cluster, &now, err) < 0)
        return err->code;
    if (now.fence != h->fence)
        return fail_lost(&now, err);
    h->checked = true;
    return LCT_OK;
}

static int
fail_taken(const struct stored *now, int64_t now_ms, struct lct_err *err)
{
    lct_fail(err, LCT_EEXISTS, "the cluster is being operated by %.*s", told_length(now->holder),
        now->holder);
    return lct_hint(err, "wait until that is done; if it has died, its lease ends in %lld s",
        (long long)((now->expires_ms - now_ms + 999) / 1000));
}

// An end that lies further away than a lease is long was written by a clock that was wrong, then or
// now: it is cut. If its holder lives, he renews it.
static int
refuse(struct sqlite *s, const char *cluster, struct stored *now, int64_t now_ms, int64_t ttl_ms,
    struct lct_err *err)
{
    const struct lease cut = { .fence = now->fence, .expires_ms = now_ms + ttl_ms };

    if (now->expires_ms > cut.expires_ms) {
        if (write_lease(s, cluster, now->holder, &cut, err) < 0)
            return err->code;
        now->expires_ms = cut.expires_ms;
    }
    return fail_taken(now, now_ms, err);
}

// Within the transaction. Whoever lost a lease to another does not get it back by renewing: what
// the other did in between is not known here.
static int
take_lease(struct sqlite *s, const char *cluster, const char *holder, int64_t ttl_ms,
    struct lease *ret, struct lct_err *err)
{
    const int64_t now_ms = loop_wall_ms(s->loop);
    const struct held *mine = find_held(s, cluster);
    struct stored now;

    if (read_lease(s, cluster, &now, err) < 0)
        return err->code;
    if (mine && str_eq(mine->holder, holder) && mine->fence != now.fence)
        return fail_lost(&now, err);
    if (now.holder[0] && !str_eq(now.holder, holder) && now.expires_ms > now_ms)
        return refuse(s, cluster, &now, now_ms, ttl_ms, err);
    ret->fence = str_eq(now.holder, holder) ? now.fence : now.fence + 1;
    ret->expires_ms = now_ms + ttl_ms;
    return write_lease(s, cluster, holder, ret, err);
}

// A renewal within an open transaction becomes durable with it: the fence is the same before and
// after, so nothing is lost when that is rolled back. Everything else commits by itself, after what
// was open.
int
sqlite_lease_take(struct store *store, const char *cluster_uuid, const char *holder, int64_t ttl_ms,
    struct lease *ret, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    const bool joins = s->open && find_held(s, cluster_uuid);
    struct lct_err why = { 0 };
    struct lease taken = { .holder = holder };

    if (!joins && (sqlite_end(s, true, &why) < 0 || sqlite_begin(s, &why) < 0))
        goto failed;
    if (take_lease(s, cluster_uuid, holder, ttl_ms, &taken, &why) < 0)
        goto failed;
    if (!joins && sqlite_end(s, true, &why) < 0)
        goto failed;
    remember(s, cluster_uuid, holder, taken.fence);
    *ret = taken;
    return LCT_OK;
failed:
    if (joins)
        return sqlite_break(s, &why, err);
    sqlite_end(s, why.code == LCT_EEXISTS, ERR_IGNORED); // all there is in it is a cut lease
    *err = why;
    return why.code;
}

int
sqlite_lease_get(struct store *store, struct arena *a, const char *cluster_uuid, struct lease *ret,
    struct lct_err *err)
{
    struct stored now;

    if (read_lease(sqlite_of(store), cluster_uuid, &now, err) < 0)
        return err->code;
    *ret = (struct lease){
        .holder = now.holder[0] ? arena_strdup(a, now.holder) : NULL,
        .fence = now.fence,
        .expires_ms = now.expires_ms,
    };
    return LCT_OK;
}

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
        if (!lives(&l, loop_wall_ms(s->loop)))
            continue;
        lct_fail(&why, LCT_EEXISTS, "cluster %s is being operated by %.*s", name,
            told_length(l.holder), l.holder);
        lct_hint(&why, "wait until that is done");
        query_fail(&q, &why);
    }
    return query_end(&q, err);
}

int
sqlite_lease_drop(
    struct store *store, const char *cluster_uuid, const char *holder, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;
    int code = sqlite_begin(s, err);

    if (code != LCT_OK)
        return code;
    q = query_begin(
        s, "UPDATE leases SET holder = NULL, expires_ms = 0 WHERE cluster = ? AND holder = ?");
    query_text(&q, cluster_uuid);
    query_text(&q, holder);
    code = query_write(&q, err);
    if (code == LCT_OK)
        code = sqlite_end(s, true, err);
    if (code == LCT_OK)
        forget(s, cluster_uuid);
    return code;
}
