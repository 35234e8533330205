// SPDX-License-Identifier: MIT
// What operations taught: the cloud's rate limits, how long each kind of step takes, whence we
// come.
#include "store/sqlite/sqlite.h"

int
sqlite_rate_put(struct store *store, const char *cluster_uuid, const char *cloud,
    const struct rate *r, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;
    int code = sqlite_write(s, cluster_uuid, err);

    if (code != LCT_OK)
        return code;
    q = query_of(s,
        "INSERT INTO rates ({columns}, context, cloud) "
        "VALUES ({values}, (SELECT context FROM clusters WHERE uuid = ?), ?) "
        "ON CONFLICT (context, cloud, kind) DO UPDATE SET {changes}",
        rate_record);
    query_record(&q, r);
    query_text(&q, cluster_uuid);
    query_text(&q, cloud);
    return query_write(&q, err);
}

int
sqlite_rate_list(struct store *store, struct arena *a, const char *app, const char *customer,
    const char *cloud, struct rate **ret, size_t *n, struct lct_err *err)
{
    VEC(struct rate) found = { 0 };
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM rates WHERE context = "
        "(SELECT id FROM contexts WHERE app = ? AND customer = ?) AND cloud = ? ORDER BY kind",
        rate_record);

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, cloud);
    while (query_row(&q))
        row_record(&q, a, vec_add(&found));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

int
sqlite_step_times(struct store *store, struct arena *a, const char *app, const char *customer,
    const struct step_times *of, struct step_time **ret, size_t *n, struct lct_err *err)
{
    VEC(struct step_time) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT first_ms, outcome_ms - first_ms AS took, iif(attempts > 1, intent_ms - first_ms, "
        "0) AS "
        "waited "
        "FROM steps "
        "WHERE context = (SELECT id FROM contexts WHERE app = ?1 AND customer = ?2) "
        "AND kind = ?3 AND state = 'done' AND attempts > 0 AND waited >= 0 AND took >= waited "
        "AND (?4 IS NULL OR digest = ?4) ORDER BY id DESC LIMIT ?5");

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, of->kind);
    query_text(&q, of->digest);
    query_int(&q, (int64_t)of->most);
    while (query_row(&q)) {
        struct step_time *t = vec_add(&found);
        t->began_ms = row_int(&q);
        t->ms = row_int(&q);
        t->waits_ms = row_int(&q);
    }
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

int
sqlite_seen_put(struct store *store, const char *cluster_uuid, const char *address, int64_t at_ms,
    struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;
    int code = sqlite_write(s, cluster_uuid, err);

    if (code != LCT_OK)
        return code;
    q = query_begin(s,
        "INSERT INTO seen (context, address, at_ms) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?1), ?2, ?3) "
        "ON CONFLICT (context) DO UPDATE SET address = excluded.address, at_ms = excluded.at_ms");
    query_text(&q, cluster_uuid);
    query_text(&q, address);
    query_int(&q, at_ms);
    return query_write(&q, err);
}

int
sqlite_seen_get(struct store *store, struct arena *a, const char *app, const char *customer,
    const char **address, int64_t *at_ms, struct lct_err *err)
{
    struct query q =
        query_begin(sqlite_of(store), "SELECT address, at_ms FROM seen WHERE context = "
                                      "(SELECT id FROM contexts WHERE app = ? AND customer = ?)");

    query_text(&q, app);
    query_text(&q, customer);
    *address = NULL;
    *at_ms = 0;
    while (query_row(&q)) {
        *address = row_text(&q, a);
        *at_ms = row_int(&q);
    }
    return query_end(&q, err);
}
