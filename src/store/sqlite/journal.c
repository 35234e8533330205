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

static void
bind_step(struct query *q, const struct journal_step *st)
{
    query_int(q, st->operation);
    query_text(q, st->key);
    query_text(q, st->kind);
    query_text(q, st->subject);
    query_text(q, st->digest);
    query_text(q, st->state);
    query_int(q, st->attempts);
    query_text(q, st->content_digest);
    query_text(q, st->result);
    query_int(q, st->error);
    query_text(q, st->error_text);
    query_text(q, st->error_hint);
    query_int(q, st->intent_ms);
    query_int(q, st->outcome_ms);
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
    q = query_begin(s,
        "INSERT INTO steps (context, operation, key, kind, subject, digest, state, attempts, "
        "content_digest, result, error, error_text, error_hint, intent_ms, outcome_ms) "
        "VALUES ((SELECT context FROM operations WHERE id = ?1), "
        "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
        "ON CONFLICT (operation, key) DO UPDATE SET kind = excluded.kind, "
        "subject = excluded.subject, digest = excluded.digest, state = excluded.state, "
        "attempts = excluded.attempts, content_digest = excluded.content_digest, "
        "result = excluded.result, error = excluded.error, error_text = excluded.error_text, "
        "error_hint = excluded.error_hint, intent_ms = coalesce(nullif(excluded.intent_ms, 0), "
        "intent_ms), "
        "outcome_ms = excluded.outcome_ms");
    bind_step(&q, st);
    return query_write(&q, err);
}

static struct journal_step *
read_step(struct query *q, struct arena *a)
{
    struct journal_step *st = ARENA_NEW(a, struct journal_step);

    st->operation = row_int(q);
    st->key = row_text(q, a);
    st->kind = row_text(q, a);
    st->subject = row_text(q, a);
    st->digest = row_text(q, a);
    st->state = row_text(q, a);
    st->attempts = (unsigned)row_int(q);
    st->content_digest = row_text(q, a);
    st->result = row_text(q, a);
    st->error = (int)row_int(q);
    st->error_text = row_text(q, a);
    st->error_hint = row_text(q, a);
    st->intent_ms = row_int(q);
    st->outcome_ms = row_int(q);
    return st;
}

int
sqlite_step_list(struct store *store, struct arena *a, int64_t operation,
    struct journal_step ***ret, size_t *n, struct lct_err *err)
{
    VEC(struct journal_step *) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT operation, key, kind, subject, digest, state, attempts, content_digest, result, "
        "error, error_text, error_hint, intent_ms, outcome_ms FROM steps WHERE operation = ? "
        "ORDER BY id");

    query_int(&q, operation);
    while (query_row(&q))
        vec_push(&found, read_step(&q, a));
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}
