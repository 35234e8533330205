// SPDX-License-Identifier: MIT
// The journal: every step of an operation, the last that is known of it.
#include "store/sqlite/sqlite.h"

int
sqlite_operation_cluster(
    struct sqlite *s, int64_t operation, char cluster[static UUID_TEXT], struct lct_err *err)
{
    struct query q = query_begin(s, "SELECT cluster FROM operations WHERE id = ?");

    cluster[0] = '\0';
    query_int(&q, operation);
    if (query_row(&q))
        row_uuid(&q, cluster);
    return query_end(&q, err);
}

int
sqlite_step_put(struct store *store, const struct journal_step *st, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_operation_cluster(s, st->operation, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_of(s,
        "INSERT INTO steps (context, {columns}) "
        "VALUES ((SELECT context FROM operations WHERE id = {operation}), {values}) "
        "ON CONFLICT (operation, key) DO UPDATE SET {changes}, "
        "intent_ms = coalesce(nullif({intent_ms}, 0), intent_ms)",
        step_record);
    query_record(&q, st);
    return query_write(&q, err);
}

int
sqlite_step_list(struct store *store, struct arena *a, int64_t operation,
    struct journal_step ***ret, size_t *n, struct lct_err *err)
{
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM steps WHERE operation = ? ORDER BY id", step_record);

    query_int(&q, operation);
    *ret = row_records(&q, a, sizeof ***ret, n);
    return query_end(&q, err);
}
