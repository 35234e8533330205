// SPDX-License-Identifier: MIT
// Running counters: a number drawn is never drawn again.
#include "store/sqlite/sqlite.h"

int
sqlite_counter_draw(struct store *store, const char *cluster_uuid, const char *counter, unsigned n,
    int64_t *first, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;
    int code = sqlite_write(s, cluster_uuid, err);

    if (code != LCT_OK)
        return code;
    q = query_begin(s,
        "INSERT INTO counters (context, cluster, name, next) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?1), ?1, ?2, 1 + ?3) "
        "ON CONFLICT (cluster, name) DO UPDATE SET next = next + ?3 RETURNING next - ?3");
    query_text(&q, cluster_uuid);
    query_text(&q, counter);
    query_int(&q, n);
    if (query_row(&q))
        *first = row_int(&q);
    return query_write(&q, err);
}

int
sqlite_counter_next(struct store *store, const char *cluster_uuid, const char *counter,
    int64_t *next, struct lct_err *err)
{
    struct query q =
        query_begin(sqlite_of(store), "SELECT next FROM counters WHERE cluster = ? AND name = ?");

    query_text(&q, cluster_uuid);
    query_text(&q, counter);
    *next = query_row(&q) ? row_int(&q) : 1;
    return query_end(&q, err);
}
