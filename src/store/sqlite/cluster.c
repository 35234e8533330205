// SPDX-License-Identifier: MIT
// Clusters: kept for good, found by name, application id or UUID.
#include <ctype.h>

#include "base/err.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

#define PREFIX_MIN 8 // of a UUID: as much as is printed

#define OF_CONTEXT                     \
    "SELECT {columns}, app, customer " \
    "FROM clusters c JOIN contexts x ON x.id = c.context WHERE x.app = ? AND x.customer = ? "

static int
context_put(struct sqlite *s, const struct cluster *c, struct lct_err *err)
{
    struct query q = query_begin(s, "INSERT INTO contexts (app, customer) VALUES (?, ?) "
                                    "ON CONFLICT DO NOTHING");

    query_text(&q, c->context_app);
    query_text(&q, c->context_customer);
    return query_write(&q, err);
}

static int
cluster_write(struct sqlite *s, const struct cluster *c, struct lct_err *err)
{
    struct query q = query_of(s,
        "INSERT INTO clusters ({columns}, context) "
        "VALUES ({values}, (SELECT id FROM contexts WHERE app = ? AND customer = ?)) "
        "ON CONFLICT (uuid) DO UPDATE SET {changes} WHERE context = excluded.context",
        cluster_record);

    query_record(&q, c);
    query_text(&q, c->context_app);
    query_text(&q, c->context_customer);
    return query_write_one(&q, LCT_EUSAGE, "the cluster is of another context", err);
}

int
sqlite_cluster_put(struct store *store, const struct cluster *c, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    int code = sqlite_write(s, c->uuid, err);

    if (code == LCT_OK)
        code = context_put(s, c, err);
    if (code != LCT_OK)
        return code;
    code = cluster_write(s, c, err);
    if (code != LCT_EEXISTS)
        return code;
    lct_fail(&s->broken, code, "there is a cluster named %s already%s%s", c->name,
        c->app_id ? ", or with the id " : "", c->app_id ? c->app_id : "");
    *err = s->broken;
    return code;
}

static struct cluster *
cluster_read(struct query *q, struct arena *a)
{
    struct cluster *c = ARENA_NEW(a, struct cluster);

    row_record(q, a, c);
    c->context_app = row_text(q, a);
    c->context_customer = row_text(q, a);
    return c;
}

static int
collect(struct query *q, struct arena *a, struct cluster ***ret, size_t *n, struct lct_err *err)
{
    VEC(struct cluster *) found = { 0 };

    while (query_row(q))
        vec_push(&found, cluster_read(q, a));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(q, err);
}

int
sqlite_cluster_list(struct store *store, struct arena *a, const char *app, const char *customer,
    struct cluster ***ret, size_t *n, struct lct_err *err)
{
    struct query q = query_of(
        sqlite_of(store), OF_CONTEXT "AND c.state <> 'destroyed' ORDER BY c.name", cluster_record);

    query_text(&q, app);
    query_text(&q, customer);
    return collect(&q, a, ret, n, err);
}

bool
sqlite_holds_clusters(struct sqlite *s)
{
    struct query q = query_begin(s, "SELECT 1 FROM clusters LIMIT 1");
    bool some = query_row(&q);

    query_end(&q, ERR_IGNORED);
    return some;
}

static bool
is_uuid_prefix(const char *name)
{
    size_t n = strlen(name);

    for (const char *p = name; *p; p++)
        if (!isxdigit((unsigned char)*p) && *p != '-')
            return false;
    return n >= PREFIX_MIN && n < UUID_TEXT;
}

static int
fail_unknown(
    struct sqlite *s, const char *app, const char *customer, const char *name, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    VEC(const char *) names = { 0 };
    struct cluster **clusters;
    const char *nearest;
    size_t n;
    int code = sqlite_cluster_list(&s->store, a, app, customer, &clusters, &n, err);

    if (code != LCT_OK)
        return code;
    for (size_t i = 0; i < n; i++) {
        vec_push(&names, clusters[i]->name);
        if (clusters[i]->app_id)
            vec_push(&names, clusters[i]->app_id);
    }
    nearest = str_nearest(name, names.items, names.n);
    code = lct_fail(err, LCT_ENOTFOUND, "there is no cluster %s", name);
    if (nearest)
        lct_hint(err, "did you mean %s?", nearest);
    vec_done(&names);
    return code;
}

static int
find_by_name(struct sqlite *s, struct arena *a, const char *app, const char *customer,
    const char *name, struct cluster **ret, struct lct_err *err)
{
    struct query q = query_of(s,
        OF_CONTEXT "AND c.state <> 'destroyed' AND (c.name = ? OR c.app_id = ?) "
                   "ORDER BY c.name <> ? LIMIT 1",
        cluster_record);

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, name);
    query_text(&q, name);
    query_text(&q, name);
    *ret = query_row(&q) ? cluster_read(&q, a) : NULL;
    return query_end(&q, err);
}

static int
find_by_uuid(struct sqlite *s, struct arena *a, const char *app, const char *customer,
    const char *prefix, struct cluster **ret, struct lct_err *err)
{
    struct query q = query_of(
        s, OF_CONTEXT "AND substr(c.uuid, 1, length(?)) = lower(?) LIMIT 2", cluster_record);
    bool several;
    int code;

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, prefix);
    query_text(&q, prefix);
    *ret = query_row(&q) ? cluster_read(&q, a) : NULL;
    several = *ret && query_row(&q);
    code = query_end(&q, err);
    if (code == LCT_OK && several) {
        code =
            lct_fail(err, LCT_EUSAGE, "several clusters have a UUID that begins with %s", prefix);
        lct_hint(err, "give more of it, or the cluster's name");
    }
    return code;
}

int
sqlite_cluster_find(struct store *store, struct arena *a, const char *app, const char *customer,
    const char *name, struct cluster **ret, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    int code = find_by_name(s, a, app, customer, name, ret, err);

    if (code == LCT_OK && !*ret && is_uuid_prefix(name))
        code = find_by_uuid(s, a, app, customer, name, ret, err);
    if (code != LCT_OK || *ret)
        return code;
    return fail_unknown(s, app, customer, name, err);
}
