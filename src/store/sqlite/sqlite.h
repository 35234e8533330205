// SPDX-License-Identifier: MIT
// Private to the SQLite driver: its state, and the words its tables are written in.
#ifndef STORE_SQLITE_SQLITE_H
#define STORE_SQLITE_SQLITE_H

#include <sqlite3.h>

#include "base/vec.h"
#include "port/store.h"

// A cached prepared statement; texts are string literals, so the address is the key.
struct statement {
    const char *sql;
    sqlite3_stmt *st;
};

// A lease this store holds: its writes to that cluster are good while the fence is the stored one.
struct held {
    char cluster[UUID_TEXT];
    char *holder;
    int64_t fence;
    bool checked; // within the open transaction: nobody else can write until it ends
};

struct sqlite {
    struct store store;
    struct loop *loop;
    sqlite3 *db;
    char *path;
    VEC(struct statement) statements;
    VEC(struct held) held;
    bool open;             // a transaction
    bool backed_up;        // today, or it was tried
    struct lct_err broken; // why the transaction failed; code 0: it did not
};

static inline struct sqlite *
sqlite_of(struct store *s)
{
    return (struct sqlite *)s;
}

// fault.c: the last failure of the connection, with what to do about it.
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
// FOLDER/WHY-TIME.db, where nothing is yet; free() it.
char *backup_new_path(const struct sqlite *s, const char *why);
int backup_before_migration(struct sqlite *s, int64_t version, struct lct_err *err);
void backup_daily(struct sqlite *s);
int sqlite_copy(struct sqlite *s, const char *path, struct lct_err *err);
int sqlite_backup(struct store *store, const char *path, char **ret, struct lct_err *err);

// transaction.c. begin does nothing when one is open; end commits or rolls back.
int sqlite_begin(struct sqlite *s, struct lct_err *err);
int sqlite_end(struct sqlite *s, bool commit, struct lct_err *err);
// Before each write to a cluster: opens the transaction, checks the fence.
int sqlite_write(struct sqlite *s, const char *cluster, struct lct_err *err);
// A write failed: so does its transaction, all of it, until commit or rollback says so.
int sqlite_break(struct sqlite *s, const struct lct_err *why, struct lct_err *err);
struct op *sqlite_commit(struct store *s, store_done_fn *fn, void *user);
int sqlite_commit_now(struct store *s, struct lct_err *err);
void sqlite_rollback(struct store *s);

// query.c: one use of a cached statement. Parameters are bound and columns read in their order; a
// failure anywhere shows at the end.
struct query {
    struct sqlite *s;
    sqlite3_stmt *st;
    const struct field *fields; // of the record that it is about
    int parameter, column;
    bool failed;
    struct lct_err err;
};

struct query query_begin(struct sqlite *s, const char *sql);
void query_text(struct query *q, const char *value); // NULL: NULL
void query_copied(struct query *q, const struct buf *value);
void query_int(struct query *q, int64_t value);
bool query_row(struct query *q);                        // false: no more, or failed
const char *row_borrowed(struct query *q);              // until the next row; NULL: NULL
const char *row_text(struct query *q, struct arena *a); // NULL: NULL
int64_t row_int(struct query *q);                       // NULL: 0
void row_uuid(struct query *q, char out[static UUID_TEXT]);
// What a row says makes no sense: the query fails with it.
int query_fail(struct query *q, const struct lct_err *why);
// The rows collected on the heap, moved into the arena.
void *rows_keep(struct arena *a, void *items, size_t n, size_t size);
int query_end(struct query *q, struct lct_err *err);
// For writes: runs it to its end; a failure breaks the transaction.
int query_write(struct query *q, struct lct_err *err);
// The same, and fails with the code and text when not a row was written.
int query_write_one(struct query *q, int code, const char *otherwise, struct lct_err *err);

// record.c. In the SQL of a statement about a record the names of lists stand in braces:
//     {columns}  "name, label ..."           {values}  "?1, ?2 ..."
//     {changes}  "name = ?1, label = ?2 ...", of those that are not FIXED
// and the name of a column, for its parameter. Plain parameters come after the record's.
void fields_sql(struct buf *out, const char *sql, const struct field *fields);
struct query query_of(struct sqlite *s, const char *sql, const struct field *fields);
void query_record(struct query *q, const void *record);
void row_record(struct query *q, struct arena *a, void *record); // from the next columns
// All rows: an array of pointers to records of that size, *n of them.
void *row_records(struct query *q, struct arena *a, size_t size, size_t *n);

// cluster.c
int sqlite_cluster_put(struct store *s, const struct cluster *c, struct lct_err *err);
int sqlite_cluster_find(struct store *s, struct arena *a, const char *app, const char *customer,
    const char *name, struct cluster **ret, struct lct_err *err);
int sqlite_cluster_list(struct store *s, struct arena *a, const char *app, const char *customer,
    struct cluster ***ret, size_t *n, struct lct_err *err);
bool sqlite_holds_clusters(struct sqlite *s); // of any context

// node.c
int sqlite_node_put(struct store *s, const struct node *n, struct lct_err *err);
int sqlite_node_list(struct store *s, struct arena *a, const char *app, const char *customer,
    const char *cluster_uuid, struct node ***ret, size_t *n, struct lct_err *err);
int sqlite_node_remove(struct store *s, const char *uuid, struct lct_err *err);
// The cluster of a node; "" when there is no such node.
int sqlite_node_cluster(
    struct sqlite *s, const char *uuid, char cluster[static UUID_TEXT], struct lct_err *err);

// resource.c
int sqlite_resource_put(struct store *store, const struct resource *r, struct lct_err *err);
int sqlite_resource_list(struct store *store, struct arena *a, const char *cluster_uuid,
    struct resource ***ret, size_t *n, struct lct_err *err);
int sqlite_resource_remove(struct store *store, const struct resource *r, struct lct_err *err);

// counter.c
int sqlite_counter_draw(struct store *s, const char *cluster_uuid, const char *counter, unsigned n,
    int64_t *first, struct lct_err *err);
int sqlite_counter_next(struct store *s, const char *cluster_uuid, const char *counter,
    int64_t *next, struct lct_err *err);

// fact.c
int sqlite_fact_clear(struct store *s, const char *node_uuid, struct lct_err *err);
int sqlite_fact_put(struct store *s, const struct fact *f, struct lct_err *err);
int sqlite_fact_list(struct store *s, struct arena *a, const char *cluster_uuid, struct fact **ret,
    size_t *n, struct lct_err *err);

// operation.c
int sqlite_operation_put(struct store *s, struct operation *o, struct lct_err *err);
int sqlite_operation_get(
    struct store *s, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err);
int sqlite_operation_prune(struct store *s, const char *app, const char *customer,
    int64_t before_ms, bool count_only, int64_t *n, struct lct_err *err);
int sqlite_operation_list(struct store *s, struct arena *a, const char *app, const char *customer,
    const char *cluster_uuid, size_t most, struct operation ***ret, size_t *n, struct lct_err *err);

// journal.c
int sqlite_step_put(struct store *s, const struct journal_step *st, struct lct_err *err);
int sqlite_step_list(struct store *s, struct arena *a, int64_t operation,
    struct journal_step ***ret, size_t *n, struct lct_err *err);

// The cluster of an operation; "": there is none.
int sqlite_operation_cluster(
    struct sqlite *s, int64_t operation, char cluster[static UUID_TEXT], struct lct_err *err);

// plan.c
int sqlite_plan_put(struct store *s, const struct cluster *c, struct lct_err *err);
int sqlite_plan_list(struct store *s, struct arena *a, const struct cluster *c,
    struct cluster **ret, size_t *n, struct lct_err *err);

// output.c
int sqlite_output_put(struct store *s, const struct step_output *o, struct lct_err *err);
int sqlite_output_list(struct store *s, struct arena *a, int64_t operation,
    struct step_output **ret, size_t *n, struct lct_err *err);

// learned.c
int sqlite_step_times(struct store *s, struct arena *a, const char *app, const char *customer,
    const struct step_times *of, struct step_time **ret, size_t *n, struct lct_err *err);
int sqlite_rate_put(struct store *s, const char *cluster_uuid, const char *cloud,
    const struct rate *r, struct lct_err *err);
int sqlite_seen_put(struct store *s, const char *cluster_uuid, const char *address, int64_t at_ms,
    struct lct_err *err);
int sqlite_seen_get(struct store *s, struct arena *a, const char *app, const char *customer,
    const char **address, int64_t *at_ms, struct lct_err *err);
int sqlite_rate_list(struct store *s, struct arena *a, const char *app, const char *customer,
    const char *cloud, struct rate **ret, size_t *n, struct lct_err *err);

// lease.c
int sqlite_lease_take(struct store *s, const char *cluster_uuid, const char *holder, int64_t ttl_ms,
    struct lease *ret, struct lct_err *err);
int sqlite_lease_get(struct store *s, struct arena *a, const char *cluster_uuid, struct lease *ret,
    struct lct_err *err);
int sqlite_lease_drop(
    struct store *s, const char *cluster_uuid, const char *holder, struct lct_err *err);
// LCT_EEXISTS: one of all the leases is of somebody who lives.
int sqlite_leases_dead(struct sqlite *s, lease_lives_fn *lives, struct lct_err *err);
// Is the fence we hold for the cluster, if any, still the stored one? LCT_EEXISTS when not.
int sqlite_fence_check(struct sqlite *s, const char *cluster, struct lct_err *err);

#endif
