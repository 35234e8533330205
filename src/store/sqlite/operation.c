// SPDX-License-Identifier: MIT
// Recorded operations, kept for good.
#include "store/sqlite/sqlite.h"

// Counting is a walk along the index of the operation's steps.
#define COUNTED                                                                       \
    "SELECT {columns}, (SELECT count(*) FROM steps s WHERE s.operation = o.id), "     \
    "(SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'done'), "  \
    "(SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'failed') " \
    "FROM operations o "

static int
insert(struct sqlite *s, struct operation *o, struct lct_err *err)
{
    struct query q = query_of(s,
        "INSERT INTO operations (context, {columns}) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = {cluster}), {values}) RETURNING id",
        operation_record);

    query_record(&q, o);
    if (query_row(&q))
        o->id = row_int(&q);
    return query_write(&q, err);
}

static int
update(struct sqlite *s, const struct operation *o, struct lct_err *err)
{
    struct query q =
        query_of(s, "UPDATE operations SET {changes} WHERE cluster = {cluster} AND id = {id}",
            operation_record);

    query_record(&q, o);
    return query_write_one(&q, LCT_ENOTFOUND, "the cluster has no such operation", err);
}

int
sqlite_operation_put(struct store *store, struct operation *o, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    int code = sqlite_write(s, o->cluster, err);

    if (code != LCT_OK)
        return code;
    return o->id ? update(s, o, err) : insert(s, o, err);
}

static struct operation *
read_operation(struct query *q, struct arena *a)
{
    struct operation *o = ARENA_NEW(a, struct operation);

    row_record(q, a, o);
    o->n_steps = row_int(q);
    o->n_done = row_int(q);
    o->n_failed = row_int(q);
    return o;
}

int
sqlite_operation_get(
    struct store *store, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err)
{
    struct query q = query_of(sqlite_of(store), COUNTED "WHERE o.id = ?", operation_record);
    int code;

    query_int(&q, id);
    *ret = query_row(&q) ? read_operation(&q, a) : NULL;
    code = query_end(&q, err);
    if (code == LCT_OK && !*ret)
        return lct_fail(err, LCT_ENOTFOUND, "there is no operation %lld", (long long)id);
    return code;
}

int
sqlite_operation_list(struct store *store, struct arena *a, const char *app, const char *customer,
    const char *cluster_uuid, size_t most, struct operation ***ret, size_t *n, struct lct_err *err)
{
    VEC(struct operation *) found = { 0 };
    struct query q = query_of(sqlite_of(store),
        COUNTED "WHERE o.context = (SELECT id FROM contexts WHERE app = ? AND customer = ?) "
                "AND o.cluster = ifnull(?, o.cluster) ORDER BY o.id DESC LIMIT ?",
        operation_record);

    query_text(&q, app);
    query_text(&q, customer);
    query_text(&q, cluster_uuid);
    query_int(&q, (int64_t)most);
    while (query_row(&q))
        vec_push(&found, read_operation(&q, a));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}

#define PRUNABLE                                                                       \
    "SELECT o.id FROM operations o "                                                   \
    "WHERE o.context = (SELECT id FROM contexts WHERE app = ?1 AND customer = ?2) "    \
    "AND o.state <> 'running' AND o.ended_ms > 0 AND o.ended_ms < ?3 AND o.id NOT IN " \
    "(SELECT max(p.id) FROM operations p JOIN clusters c ON c.uuid = p.cluster "       \
    "WHERE c.state <> 'destroyed' GROUP BY p.cluster)"

static int
prune_by(struct sqlite *s, const char *sql, const char *app, const char *customer,
    int64_t before_ms, int64_t *n, struct lct_err *err)
{
    struct query q = query_begin(s, sql);

    query_text(&q, app);
    query_text(&q, customer);
    query_int(&q, before_ms);
    if (n && query_row(&q))
        *n = row_int(&q);
    return n ? query_end(&q, err) : query_write(&q, err);
}

int
sqlite_operation_prune(struct store *store, const char *app, const char *customer,
    int64_t before_ms, bool count_only, int64_t *n, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);

    if (!count_only && sqlite_write(s, "", err) < 0)
        return err->code;
    if (prune_by(s, "SELECT count(*) FROM (" PRUNABLE ")", app, customer, before_ms, n, err) < 0)
        return err->code;
    if (count_only)
        return LCT_OK;
    if (prune_by(s, "DELETE FROM steps WHERE operation IN (" PRUNABLE ")", app, customer, before_ms,
            NULL, err) < 0)
        return err->code;
    return prune_by(s, "DELETE FROM operations WHERE id IN (" PRUNABLE ")", app, customer,
        before_ms, NULL, err);
}
