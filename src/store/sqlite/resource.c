// What clusters have beside their nodes.
#include "store/sqlite/sqlite.h"

int
sqlite_resource_put(struct store *store, const struct resource *r, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;

    if (sqlite_write(s, r->cluster, err) < 0)
        return err->code;
    q = query_begin(s,
        "INSERT INTO resources (context, uuid, cluster, noun, name, label, region, cloud_id, "
        "traits, state, error, created_ms, updated_ms) VALUES ((SELECT context FROM clusters WHERE "
        "uuid = ?2), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (uuid) DO "
        "UPDATE SET label = excluded.label, cloud_id = excluded.cloud_id, state = excluded.state, "
        "traits = excluded.traits, error = excluded.error, updated_ms = excluded.updated_ms");
    query_text(&q, r->uuid);
    query_text(&q, r->cluster);
    query_text(&q, noun_name(r->noun));
    query_text(&q, r->name);
    query_text(&q, r->label);
    query_text(&q, r->region);
    query_text(&q, r->cloud_id);
    query_text(&q, r->traits);
    query_text(&q, state_name(r->state));
    query_text(&q, r->error);
    query_int(&q, r->created_ms);
    query_int(&q, r->updated_ms);
    return query_write(&q, err);
}

static bool
read_resource(struct query *q, struct arena *a, struct resource *r)
{
    const char *noun;

    row_uuid(q, r->uuid);
    row_uuid(q, r->cluster);
    noun = row_text(q, a);
    r->name = row_text(q, a);
    r->label = row_text(q, a);
    r->region = row_text(q, a);
    r->cloud_id = row_text(q, a);
    r->traits = row_text(q, a);
    r->state = state_parse(row_text(q, a));
    r->error = row_text(q, a);
    r->created_ms = row_int(q);
    r->updated_ms = row_int(q);
    return noun_parse(noun, &r->noun);
}

int
sqlite_resource_list(struct store *store, struct arena *a, const char *cluster_uuid,
    struct resource ***ret, size_t *n, struct lct_err *err)
{
    VEC(struct resource *) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT uuid, cluster, noun, name, label, region, cloud_id, traits, state, error, "
        "created_ms, updated_ms FROM resources WHERE cluster = ? ORDER BY noun, region, name");

    query_text(&q, cluster_uuid);
    while (query_row(&q)) {
        struct resource *r = ARENA_NEW(a, struct resource);
        if (read_resource(&q, a, r))
            vec_push(&found, r);
    }
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

int
sqlite_resource_remove(
    struct store *store, const struct resource *r, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct query q;

    if (sqlite_write(s, r->cluster, err) < 0)
        return err->code;
    q = query_begin(s, "DELETE FROM resources WHERE uuid = ?");
    query_text(&q, r->uuid);
    return query_write(&q, err);
}
