// SPDX-License-Identifier: MIT
// What scripts said.
#include "store/sqlite/sqlite.h"

int
sqlite_output_put(struct store *store, const struct step_output *o, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_operation_cluster(s, o->operation, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_of(s,
        "INSERT INTO outputs (context, {columns}) "
        "VALUES ((SELECT context FROM operations WHERE id = {operation}), {values}) "
        "ON CONFLICT (operation, step) DO UPDATE SET {changes}",
        output_record);
    query_record(&q, o);
    return query_write(&q, err);
}

int
sqlite_output_list(struct store *store, struct arena *a, int64_t operation,
    struct step_output **ret, size_t *n, struct lct_err *err)
{
    VEC(struct step_output) found = { 0 };
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM outputs WHERE operation = ? ORDER BY rowid", output_record);

    query_int(&q, operation);
    while (query_row(&q))
        row_record(&q, a, vec_add(&found));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}
