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
    q = query_begin(s,
        "INSERT INTO facts (context, node, key, value, at_ms) "
        "VALUES ((SELECT context FROM nodes WHERE uuid = ?1), ?1, ?2, ?3, ?4) "
        "ON CONFLICT (node, key) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms");
    query_text(&q, f->node);
    query_text(&q, f->key);
    query_text(&q, f->value);
    query_int(&q, f->at_ms);
    return query_write(&q, err);
}

int
sqlite_fact_list(struct store *store, struct arena *a, const char *cluster_uuid, struct fact **ret,
    size_t *n, struct lct_err *err)
{
    VEC(struct fact) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT f.node, f.key, f.value, f.at_ms FROM facts f JOIN nodes n ON n.uuid = f.node "
        "WHERE n.cluster = ? ORDER BY f.node, f.key");

    query_text(&q, cluster_uuid);
    while (query_row(&q)) {
        struct fact *f = vec_add(&found);
        f->node = row_text(&q, a);
        f->key = row_text(&q, a);
        f->value = row_text(&q, a);
        f->at_ms = row_int(&q);
    }
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
