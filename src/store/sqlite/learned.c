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
    const struct step_times *of, int64_t **ret, size_t *n, struct lct_err *err)
{
    VEC(int64_t) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT s.outcome_ms - ifnull(b.outcome_ms, s.intent_ms) AS took FROM steps s "
        "LEFT JOIN steps b ON b.operation = s.operation AND b.key = ?4 || ' ' || s.subject "
        "WHERE s.context = (SELECT id FROM contexts WHERE app = ?1 AND customer = ?2) "
        "AND s.kind = ?3 AND s.state = 'done' AND took >= 0 "
        "AND (?4 IS NULL OR b.state = 'done') AND (?5 IS NULL OR s.digest = ?5) "
        "ORDER BY s.id DESC LIMIT ?6");

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, of->kind);
    query_text(&q, of->since);
    query_text(&q, of->digest);
    query_int(&q, (int64_t)of->most);
    while (query_row(&q))
        vec_push(&found, row_int(&q));
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
