// SPDX-License-Identifier: MIT
// Private to the SQLite driver: its state, and the words its tables are written in.
#ifndef STORE_SQLITE_SQLITE_H
#define STORE_SQLITE_SQLITE_H

#include <sqlite3.h>

#include "base/map.h"
#include "store/attempt.h"
#include "store/copies.h"

struct sqlite {
    struct store store;
    struct attempts attempts; // has the loop
    sqlite3 *db;
    char *path;
    struct map statements; // by their text: prepared once
    int64_t heard;         // of what others committed, as of the last read
    bool backed_up;        // today, or it was tried
};

static inline struct sqlite *
sqlite_of(struct store *s)
{
    return (struct sqlite *)s;
}

// fault.c: the last failure of the connection, with what to do about it. LCT_ERETRY: others are
// writing.
int sqlite_fault(struct sqlite *s, struct lct_err *err);

// sqlite.c: makes the file, 0600, where there is none; opens it with what we want of SQLite.
int sqlite_make_file(const char *path, struct lct_err *err);
int sqlite_connect(struct sqlite *s, int flags, struct lct_err *err);
void sqlite_disconnect(struct sqlite *s);

// schema.c: makes or migrates the tables; refuses a foreign file and a newer schema.
int sqlite_migrate(struct sqlite *s, struct lct_err *err);
// 0: there are no tables yet. Refuses what no program of ours made, and what a newer one did.
int sqlite_version(struct sqlite *s, int64_t *version, struct lct_err *err);

// backup.c: copies beside the inventory.
char *backup_folder(const char *path); // free() it
#define COPY_SUFFIX ".db"
int backup_before_migration(struct sqlite *s, int64_t version, struct lct_err *err);
void backup_daily(struct sqlite *s);
int sqlite_copy(struct sqlite *s, const char *path, struct lct_err *err);
int sqlite_backup(struct store *store, const char *path, char **ret, struct lct_err *err);

// query.c: one use of a prepared statement, which is kept by its text. Parameters are bound and
// columns read in their order; a failure anywhere shows at the end.
struct query {
    struct sqlite *s;
    sqlite3_stmt *st;
    int parameter, column;
    bool failed;
    struct lct_err err;
};

struct query query_begin(struct sqlite *s, const char *sql);
void query_text(struct query *q, const char *value); // borrowed; NULL: NULL
void query_copied(struct query *q, const struct buf *value);
void query_int(struct query *q, int64_t value);
bool query_row(struct query *q);                        // false: no more, or failed
const char *row_borrowed(struct query *q);              // until the next row; NULL: NULL
const char *row_text(struct query *q, struct arena *a); // NULL: NULL
int64_t row_int(struct query *q);                       // NULL: 0
// What a row says makes no sense: the query fails with it.
void query_fail(struct query *q, const struct lct_err *why);
int query_end(struct query *q, struct lct_err *err);
// Runs it to its end.
int query_run(struct query *q, struct lct_err *err);

// record.c: a record as parameters and as columns; some of it alone.
void query_value(struct query *q, const struct field *f, const void *record);
void query_record(struct query *q, const struct field *fields, const void *record);
void row_record(struct query *q, struct arena *a, const struct record_shape *shape, bool keys_only,
    void *record);

// sql.c: the statements about records of a kind. The first parameter of each is the context, then
// come columns of the record, or tests, in their order.
void sql_put(struct buf *out, const struct record_shape *shape);
void sql_remove(struct buf *out, const struct record_shape *shape, size_t n_keys);
void sql_read(struct buf *out, const struct ask *ask); // the last: how many at most

// transaction.c
int sqlite_begin(struct sqlite *s, bool writes, struct lct_err *err);
int sqlite_end(struct sqlite *s, bool commit, struct lct_err *err);
// The number of a context; 0: there is none, and `make` did not ask for one.
int sqlite_context(
    struct sqlite *s, const struct context *c, bool make, int64_t *ret, struct lct_err *err);

// rows.c, within a transaction that is open.
// Answers one question, into a.
int sqlite_answer(
    struct sqlite *s, int64_t context, struct arena *a, struct ask *ask, struct lct_err *err);
// The record with the key of this one, *ret in the arena; NULL: there is none.
int sqlite_get(struct sqlite *s, int64_t context, struct arena *a, enum record_kind kind,
    const void *record, void **ret, struct lct_err *err);
bool sqlite_holds_clusters(struct sqlite *s); // of any context
int sqlite_put(struct sqlite *s, int64_t context, enum record_kind kind, const void *record,
    struct lct_err *err);
// *ret in the arena; fence 0: there is none.
int sqlite_lease_get(struct sqlite *s, int64_t context, struct arena *a, const char *cluster,
    struct lease *ret, struct lct_err *err);

// read.c
struct op *sqlite_read(struct store *store, const struct context *c, struct arena *a,
    struct ask *asks, size_t n, store_done_fn *fn, void *user);

// commit.c
struct op *sqlite_commit(struct store *store, struct batch *b, store_done_fn *fn, void *user);

// lease.c
struct op *sqlite_lease_take(struct store *store, const struct context *c,
    const struct lease_wish *w, store_lease_fn *fn, void *user);
struct op *sqlite_lease_drop(struct store *store, const struct context *c, const char *cluster,
    const char *holder, store_done_fn *fn, void *user);
// LCT_EEXISTS: one of all the leases is of somebody who lives.
int sqlite_leases_dead(struct sqlite *s, lease_lives_fn *lives, struct lct_err *err);

// watch.c
int64_t sqlite_heard(struct sqlite *s); // changes with what others commit
struct op *sqlite_watch(struct store *store, int64_t ms, store_done_fn *fn, void *user);

#endif
