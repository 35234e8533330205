// SPDX-License-Identifier: MIT
// Transactions, and the contexts that their records are of.
#include "base/err.h"
#include "store/sqlite/sqlite.h"

static int
run(struct sqlite *s, const char *sql, struct lct_err *err)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? LCT_OK : sqlite_fault(s, err);
}

// Immediate: the write lock is taken here or not at all, never half-way through.
int
sqlite_begin(struct sqlite *s, bool writes, struct lct_err *err)
{
    if (!writes)
        return run(s, "BEGIN", err);
    if (s->store.mode == STORE_READ)
        return lct_fail(err, LCT_EUSAGE, "the inventory %s is open for reading only", s->path);
    if (!s->backed_up)
        backup_daily(s);
    return run(s, "BEGIN IMMEDIATE", err);
}

int
sqlite_end(struct sqlite *s, bool commit, struct lct_err *err)
{
    int code = commit ? run(s, "COMMIT", err) : LCT_OK;

    // SQLite has rolled back by itself after some failures (a full disk).
    if (!sqlite3_get_autocommit(s->db))
        run(s, "ROLLBACK", ERR_IGNORED);
    return code;
}

static int
make_context(struct sqlite *s, const struct context *c, struct lct_err *err)
{
    struct query q =
        query_begin(s, "INSERT INTO contexts (app, customer) VALUES (?, ?) ON CONFLICT DO NOTHING");

    query_text(&q, c->app);
    query_text(&q, c->customer);
    return query_run(&q, err);
}

int
sqlite_context(
    struct sqlite *s, const struct context *c, bool make, int64_t *ret, struct lct_err *err)
{
    if (make && make_context(s, c, err) < 0)
        return err->code;
    struct query q = query_begin(s, "SELECT id FROM contexts WHERE app = ? AND customer = ?");
    query_text(&q, c->app);
    query_text(&q, c->customer);
    *ret = query_row(&q) ? row_int(&q) : 0;
    return query_end(&q, err);
}
