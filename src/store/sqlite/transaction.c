// SPDX-License-Identifier: MIT
// The open transaction: begun by the first write, ended by commit or rollback, failed as a whole.
#include "base/err.h"
#include "store/sqlite/sqlite.h"

static int
run(struct sqlite *s, const char *sql, struct lct_err *err)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? LCT_OK : sqlite_fault(s, err);
}

// Immediate: the write lock is taken here or not at all, never half-way through.
int
sqlite_begin(struct sqlite *s, struct lct_err *err)
{
    int code;

    if (s->open)
        return LCT_OK;
    if (s->store.mode == STORE_READ)
        return lct_fail(err, LCT_EUSAGE, "the inventory %s is open for reading only", s->path);
    if (!s->backed_up)
        backup_daily(s);
    code = run(s, "BEGIN IMMEDIATE", err);
    s->open = code == LCT_OK;
    return code;
}

int
sqlite_end(struct sqlite *s, bool commit, struct lct_err *err)
{
    int code = commit && s->open ? run(s, "COMMIT", err) : LCT_OK;

    // SQLite has rolled back by itself after some failures (a full disk).
    if (!sqlite3_get_autocommit(s->db))
        run(s, "ROLLBACK", ERR_IGNORED);
    s->open = false;
    vec_each (h, &s->held)
        h->checked = false;
    return code;
}

int
sqlite_break(struct sqlite *s, const struct lct_err *why, struct lct_err *err)
{
    *err = *why;
    s->broken = *why;
    sqlite_end(s, false, ERR_IGNORED);
    return why->code;
}

int
sqlite_write(struct sqlite *s, const char *cluster, struct lct_err *err)
{
    struct lct_err why = { 0 };

    if (s->broken.code) {
        *err = s->broken;
        return s->broken.code;
    }
    if (sqlite_begin(s, &why) < 0 || sqlite_fence_check(s, cluster, &why) < 0)
        return sqlite_break(s, &why, err);
    return LCT_OK;
}

int
sqlite_commit_now(struct store *store, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    struct lct_err why = s->broken;

    s->broken = (struct lct_err){ 0 };
    if (!why.code)
        return sqlite_end(s, true, err);
    *err = why;
    return why.code;
}

struct committing {
    struct op op;
    store_done_fn *fn;
    void *user;
};

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct committing *c = (struct committing *)op;

    c->fn(c->user, err);
}

// Never called: the outcome is known before the start returns.
static void
stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

struct op *
sqlite_commit(struct store *store, store_done_fn *fn, void *user)
{
    struct committing *c = op_start(sqlite_of(store)->loop, sizeof *c, 0, stop, deliver);
    struct lct_err err = { 0 };

    c->fn = fn;
    c->user = user;
    sqlite_commit_now(store, &err);
    op_end(&c->op, &err);
    return &c->op;
}

void
sqlite_rollback(struct store *store)
{
    struct sqlite *s = sqlite_of(store);

    s->broken = (struct lct_err){ 0 };
    sqlite_end(s, false, ERR_IGNORED);
}
