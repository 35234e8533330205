// SPDX-License-Identifier: MIT
// What clusters have beside their nodes.
#include "store/sqlite/sqlite.h"

int
sqlite_resource_put(struct store *store, const struct resource *r, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;

    if (sqlite_write(s, r->cluster, err) < 0)
        return err->code;
    q = query_of(s,
        "INSERT INTO resources (context, {columns}) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = {cluster}), {values}) "
        "ON CONFLICT (uuid) DO UPDATE SET {changes}",
        resource_record);
    query_record(&q, r);
    return query_write(&q, err);
}

int
sqlite_resource_list(struct store *store, struct arena *a, const char *cluster_uuid,
    struct resource ***ret, size_t *n, struct lct_err *err)
{
    struct query q = query_of(sqlite_of(store),
        "SELECT {columns} FROM resources WHERE cluster = ? ORDER BY noun, region, name",
        resource_record);

    query_text(&q, cluster_uuid);
    *ret = row_records(&q, a, sizeof ***ret, n);
    return query_end(&q, err);
}

int
sqlite_resource_remove(struct store *store, const struct resource *r, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;

    if (sqlite_write(s, r->cluster, err) < 0)
        return err->code;
    q = query_begin(s, "DELETE FROM resources WHERE uuid = ?");
    query_text(&q, r->uuid);
    return query_write(&q, err);
}
