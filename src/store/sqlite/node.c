// SPDX-License-Identifier: MIT
// Nodes: put by UUID, listed by place, forgotten with their facts.
#include "store/sqlite/sqlite.h"

int
sqlite_node_put(struct store *store, const struct node *n, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct node kept = *n;
    struct query q;
    int code = sqlite_write(s, n->cluster, err);

    if (code != LCT_OK)
        return code;
    if (n->granted)
        kept.tags = n->granted;
    q = query_of(s,
        "INSERT INTO nodes (context, {columns}) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = {cluster}), {values}) "
        "ON CONFLICT (uuid) DO UPDATE SET {changes} WHERE cluster = excluded.cluster",
        node_record);
    query_record(&q, &kept);
    return query_write_one(&q, LCT_EUSAGE, "the node is of another cluster", err);
}

int
sqlite_node_list(struct store *store, struct arena *a, const char *app, const char *customer,
    const char *cluster_uuid, struct node ***ret, size_t *n, struct lct_err *err)
{
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM nodes "
        "WHERE context = (SELECT id FROM contexts WHERE app = ? AND customer = ?) "
        "AND cluster = ifnull(?, cluster) ORDER BY region, group_name, number, cluster, uuid",
        node_record);

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, cluster_uuid);
    *ret = row_records(&q, a, sizeof ***ret, n);
    return query_end(&q, err);
}

int
sqlite_node_cluster(
    struct sqlite *s, const char *uuid, char cluster[static UUID_TEXT], struct lct_err *err)
{
    struct query q = query_begin(s, "SELECT cluster FROM nodes WHERE uuid = ?");

    cluster[0] = '\0';
    query_text(&q, uuid);
    if (query_row(&q))
        row_uuid(&q, cluster);
    return query_end(&q, err);
}

int
sqlite_node_remove(struct store *store, const char *uuid, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_node_cluster(s, uuid, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_begin(s, "DELETE FROM nodes WHERE uuid = ?");
    query_text(&q, uuid);
    return query_write(&q, err); // one that is gone already is removed
}
