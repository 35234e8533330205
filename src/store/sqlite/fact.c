// SPDX-License-Identifier: MIT
// Lifetime facts of nodes, the last value of each.
#include "store/sqlite/sqlite.h"

int
sqlite_fact_put(struct store *store, const struct fact *f, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_node_cluster(s, f->node, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_of(s,
        "INSERT INTO facts (context, {columns}) "
        "VALUES ((SELECT context FROM nodes WHERE uuid = {node}), {values}) "
        "ON CONFLICT (node, key) DO UPDATE SET {changes}",
        fact_record);
    query_record(&q, f);
    return query_write(&q, err);
}

int
sqlite_fact_list(struct store *store, struct arena *a, const char *cluster_uuid, struct fact **ret,
    size_t *n, struct lct_err *err)
{
    VEC(struct fact) found = { 0 };
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM facts JOIN nodes n ON n.uuid = node WHERE n.cluster = ? "
        "ORDER BY node, key",
        fact_record);

    query_text(&q, cluster_uuid);
    while (query_row(&q))
        row_record(&q, a, vec_add(&found));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

int
sqlite_fact_clear(struct store *store, const char *node_uuid, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_node_cluster(s, node_uuid, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_begin(s, "DELETE FROM facts WHERE node = ?");
    query_text(&q, node_uuid);
    return query_write(&q, err);
}
