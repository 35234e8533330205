// SPDX-License-Identifier: MIT
// The plans that a cluster had.
#include "store/sqlite/sqlite.h"

#define KEPT 8 // of a cluster, the newest

static int
forget_old(struct sqlite *s, const char *cluster, struct lct_err *err)
{
    struct query q = query_begin(s,
        "DELETE FROM plans WHERE cluster = ?1 AND rowid NOT IN (SELECT rowid FROM plans WHERE "
        "cluster = ?1 ORDER BY at_ms DESC, rowid DESC LIMIT ?2)");

    query_text(&q, cluster);
    query_int(&q, KEPT);
    return query_write(&q, err);
}

int
sqlite_plan_put(struct store *store, const struct cluster *c, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;
    int code = sqlite_write(s, c->uuid, err);

    if (code != LCT_OK)
        return code;
    q = query_begin(s,
        "INSERT INTO plans (context, cluster, digest, name, text, file, parts, args, at_ms) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?1), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
        "ON CONFLICT (cluster, digest) DO UPDATE SET at_ms = excluded.at_ms");
    query_text(&q, c->uuid);
    query_text(&q, c->plan_digest);
    query_text(&q, c->plan_name);
    query_text(&q, c->plan_text);
    query_text(&q, c->plan_file);
    query_text(&q, c->plan_parts);
    query_text(&q, c->plan_args);
    query_int(&q, c->updated_ms);
    code = query_write(&q, err);
    return code == LCT_OK ? forget_old(s, c->uuid, err) : code;
}

int
sqlite_plan_list(struct store *store, struct arena *a, const struct cluster *c,
    struct cluster **ret, size_t *n, struct lct_err *err)
{
    VEC(struct cluster) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT digest, name, text, file, parts, args FROM plans WHERE cluster = ? "
        "ORDER BY at_ms DESC, rowid DESC");

    query_text(&q, c->uuid);
    while (query_row(&q)) {
        struct cluster *one = vec_add(&found);
        *one = *c;
        one->counts = NULL;
        one->plan_digest = row_text(&q, a);
        one->plan_name = row_text(&q, a);
        one->plan_text = row_text(&q, a);
        one->plan_file = row_text(&q, a);
        one->plan_parts = row_text(&q, a);
        one->plan_args = row_text(&q, a);
    }
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}
