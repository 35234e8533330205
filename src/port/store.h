// SPDX-License-Identifier: MIT
// The store port: the inventory, the counters and the journal of operations, as records
// (port/record.h) that are asked for and written in batches (port/batch.h).
//
// Contract: nothing here waits: whatever may take its time is an op of the loop, so that no read
// and no heartbeat stops it. A read sees one moment, with all that was committed before it began. A
// commit makes its batch durable, all of it or nothing, and says which; the batch must live
// until then. A batch with a fence that is not the stored one fails with LCT_EEXISTS. LCT_ERETRY:
// certainly nothing was written; LCT_EAMBIGUOUS: nobody knows. Everything belongs to a context; a
// store opened STORE_READ refuses writes with LCT_EUSAGE.
#ifndef PORT_STORE_H
#define PORT_STORE_H

#include "base/arena.h"
#include "io/op.h"
#include "port/batch.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

enum ask_how { ASK_IS, ASK_IS_NOT, ASK_BEGINS };

// A column of what is asked for; a text or a number, as the column has it.
struct ask_test {
    const char *column; // NULL: no test
    enum ask_how how;
    const char *text;
    int64_t number;
};

#define ASK_TESTS 3

// A question for records of a kind that pass all tests, and its answer.
struct ask {
    enum record_kind kind;
    struct ask_test tests[ASK_TESTS];
    size_t newest;  // at most so many, from the end of their order; 0: all, in their order
    bool keys_only; // what is not of their key need not be told
    // The answer, in the arena given: an array of pointers to records, never NULL.
    void *found;
    size_t n;
};

struct ask ask_all(enum record_kind kind);
struct ask ask_of(enum record_kind kind, const char *column, const char *text);
struct ask ask_number(enum record_kind kind, const char *column, int64_t number);
struct ask *ask_and(struct ask *a, const char *column, enum ask_how how, const char *text);
// Does a record pass? For drivers that look at each.
bool ask_passes(const struct ask *a, const void *record);

typedef void store_done_fn(void *user, const struct lct_err *err);
typedef void store_lease_fn(void *user, const struct lct_err *err, const struct lease *lease);
// Is there somebody behind a lease?
typedef bool lease_lives_fn(const struct lease *l, int64_t wall_ms);

struct lease_wish {
    const char *cluster, *holder;
    int64_t fence; // of the lease that is renewed; 0: it is not had yet
    int64_t ttl_ms;
};

struct store_ops {
    const char *name; // "sqlite" ...

    // Answers n questions, all of the same moment.
    struct op *(*read)(struct store *s, const struct context *c, struct arena *a, struct ask *asks,
        size_t n, store_done_fn *fn, void *user);
    struct op *(*commit)(struct store *s, struct batch *b, store_done_fn *fn, void *user);

    // Takes or renews the lease of a cluster for ttl_ms: LCT_EEXISTS when another has it whose time
    // has not run out (the text says who); by then at most ttl_ms of it are left, whatever a wrong
    // clock wrote. Whoever lost a lease to another does not get it back by renewing: LCT_EEXISTS.
    struct op *(*lease_take)(struct store *s, const struct context *c, const struct lease_wish *w,
        store_lease_fn *fn, void *user);
    // Gives up the holder's lease; also that of another, whose process is known to be dead.
    struct op *(*lease_drop)(struct store *s, const struct context *c, const char *cluster,
        const char *holder, store_done_fn *fn, void *user);

    // Ends as soon as another connection may have committed something, or after ms.
    struct op *(*watch)(struct store *s, int64_t ms, store_done_fn *fn, void *user);

    // A copy of what is committed, in a new file, 0600 (NULL: beside the store, named by the time);
    // *ret: its path, free() it.
    int (*backup)(struct store *s, const char *path, char **ret, struct lct_err *err);
    void (*close)(struct store *s); // what is under way is cancelled
};

struct store {
    const struct store_ops *ops;
    enum store_mode mode;
};

// For code outside of callbacks: runs the loop until the answer is there.
int store_read_now(struct loop *l, struct store *s, const struct context *c, struct arena *a,
    struct ask *asks, size_t n, struct lct_err *err);
int store_commit_now(struct loop *l, struct store *s, struct batch *b, struct lct_err *err);
// ret's texts live in the arena.
int store_lease_now(struct loop *l, struct store *s, const struct context *c, struct arena *a,
    const struct lease_wish *w, struct lease *ret, struct lct_err *err);
int store_drop_now(struct loop *l, struct store *s, const struct context *c, const char *cluster,
    const char *holder, struct lct_err *err);

// A holder as people are told of him: the length of what is before his marks.
int holder_told(const char *holder);
// What drivers say of leases: LCT_EEXISTS.
int lease_fail_lost(const char *holder, struct lct_err *err); // holder NULL: nobody has it now
int lease_fail_taken(const struct lease *now, int64_t now_ms, struct lct_err *err);
// What a wish makes of the lease that is there (fence 0: none), as of now: LCT_OK and *next to be
// written; or LCT_EEXISTS, and where now->expires_ms was cut, *next has that to be written.
int lease_decide(const struct lease *now, const struct lease_wish *w, int64_t now_ms,
    struct lease *next, struct lct_err *err);

#endif
