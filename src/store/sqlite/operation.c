// Recorded operations, kept for good.
#include "store/sqlite/sqlite.h"

// Counting is a walk along the index of the operation's steps.
#define COLUMNS                                                                       \
    "SELECT o.id, o.cluster, o.cluster_name, o.kind, o.who, o.state, o.plan_digest, " \
    "o.plan_text, o.plan_file, o.args, o.summary, o.started_ms, o.ended_ms, o.pid, "  \
    "(SELECT count(*) FROM steps s WHERE s.operation = o.id), "                       \
    "(SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'done'), "  \
    "(SELECT count(*) FROM steps s WHERE s.operation = o.id AND s.state = 'failed') " \
    "FROM operations o "

static void
bind_operation(struct query *q, const struct operation *o)
{
    query_text(q, o->cluster);
    query_text(q, o->cluster_name);
    query_text(q, o->kind);
    query_text(q, o->who);
    query_text(q, op_state_name(o->state));
    query_text(q, o->plan_digest);
    query_text(q, o->plan_text);
    query_text(q, o->plan_file);
    query_text(q, o->args);
    query_text(q, o->summary);
    query_int(q, o->started_ms);
    query_int(q, o->ended_ms);
    query_int(q, o->pid);
}

static int
insert(struct sqlite *s, struct operation *o, struct lct_err *err)
{
    struct query q = query_begin(s,
        "INSERT INTO operations (context, cluster, cluster_name, kind, who, state, plan_digest, "
        "plan_text, plan_file, args, summary, started_ms, ended_ms, pid) "
        "VALUES ((SELECT context FROM clusters WHERE uuid = ?1), "
        "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id");

    bind_operation(&q, o);
    if (query_row(&q))
        o->id = row_int(&q);
    return query_write(&q, err);
}

static int
update(struct sqlite *s, const struct operation *o, struct lct_err *err)
{
    struct query q = query_begin(s,
        "UPDATE operations SET cluster_name = ?2, kind = ?3, who = ?4, state = ?5, "
        "plan_digest = ?6, plan_text = ?7, plan_file = ?8, args = ?9, summary = ?10, "
        "started_ms = ?11, ended_ms = ?12, pid = ?13 WHERE cluster = ?1 AND id = ?14");

    bind_operation(&q, o);
    query_int(&q, o->id);
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

    o->id = row_int(q);
    row_uuid(q, o->cluster);
    o->cluster_name = row_text(q, a);
    o->kind = row_text(q, a);
    o->who = row_text(q, a);
    o->state = op_state_parse(row_text(q, a));
    o->plan_digest = row_text(q, a);
    o->plan_text = row_text(q, a);
    o->plan_file = row_text(q, a);
    o->args = row_text(q, a);
    o->summary = row_text(q, a);
    o->started_ms = row_int(q);
    o->ended_ms = row_int(q);
    o->pid = row_int(q);
    o->n_steps = row_int(q);
    o->n_done = row_int(q);
    o->n_failed = row_int(q);
    return o;
}

int
sqlite_operation_get(
    struct store *store, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err)
{
    struct query q = query_begin(sqlite_of(store), COLUMNS "WHERE o.id = ?");
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
    struct query q = query_begin(sqlite_of(store),
        COLUMNS "WHERE o.context = (SELECT id FROM contexts WHERE app = ? AND customer = ?) "
                "AND o.cluster = ifnull(?, o.cluster) ORDER BY o.id DESC LIMIT ?");

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
