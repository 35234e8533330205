// SPDX-License-Identifier: MIT
// The store port: the inventory, the counters and the journal of operations.
//
// Contract: writes belong to the open transaction (the first write opens it) and are visible to
// reads of this store at once; commit makes them durable, all or none, and its callback says so.
// Reads fill lists in the caller's arena. Everything belongs to a context (application, customer);
// a store opened STORE_READ refuses writes. A write that carries a fence (see lease) older than the
// stored one fails the transaction with LCT_EEXISTS.
#ifndef PORT_STORE_H
#define PORT_STORE_H

#include "base/arena.h"
#include "io/op.h"
#include "model/node.h"
#include "model/rate.h"
#include "model/resource.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

enum operation_state {
    OPERATION_RUNNING,
    OPERATION_DONE,
    OPERATION_PARTIAL,
    OPERATION_FAILED,
    OPERATION_CANCELLED,
    OPERATION_INTERRUPTED
};
extern const struct words operation_state_words;
const char *operation_state_name(enum operation_state s);

// One command carried out: create, apply, delete ... kept for good.
struct operation {
    int64_t id; // given by the store, rising
    char cluster[UUID_TEXT];
    const char *cluster_name;
    const char *kind; // "create", "delete" ...
    const char *who;  // user@host
    enum operation_state state;
    const char *plan_digest, *plan_text, *plan_file;
    const char *args;                  // JSON: what else a resume needs
    const char *summary;               // one sentence at the end; NULL while it runs
    int64_t started_ms, ended_ms;      // wall time; 0: not ended
    int64_t pid;                       // of the process that runs it
    int64_t n_steps, n_done, n_failed; // counted by the store when read
};

// One step of an operation in the journal. state: "waiting ready running done failed blocked
// cancelled uncertain".
struct journal_step {
    int64_t operation;
    const char *key; // "machine.create web-01": unique in its operation
    const char *kind, *subject, *digest;
    const char *state;
    unsigned attempts;
    const char *content_digest; // of what was rendered when it became ready; NULL: nothing
    const char *result;         // JSON; NULL: none
    int error;                  // enum lct_code
    const char *error_text, *error_hint;
    int64_t first_ms;              // its first start of all tries; 0: it was not started
    int64_t intent_ms, outcome_ms; // intent_ms 0: the one put before stands
};

// What the script of a step said on its node.
struct step_output {
    int64_t operation;
    const char *step;  // its key
    const char *place; // the file on the node that has the whole
    int status;        // of the script; -1: none
    int64_t late_ms;   // the time limit that ended it; 0: none did
    const char *text;
    bool cut; // text is only the end of it
};

extern const struct field operation_record[], step_record[], output_record[], rate_record[];

struct lease {
    const char *holder; // "who, where, since when [marks]": people are told what is before " ["
    int64_t fence;      // rises with every take-over
    int64_t expires_ms; // wall time
};

// When a step was first started, how long it took from then to its end, and for how much of it it
// was waiting to be tried again, if it was.
struct step_time {
    int64_t began_ms, ms, waits_ms;
};

struct step_times {
    const char *kind, *digest; // digest NULL: any
    size_t most;
};

typedef void store_done_fn(void *user, const struct lct_err *err);
typedef bool lease_lives_fn(const struct lease *l, int64_t wall_ms);

struct store_ops {
    const char *name; // "sqlite" ...

    // Clusters. find takes a name, an application id, a UUID or its first 8 or more characters;
    // LCT_ENOTFOUND (with the nearest name as hint). Destroyed ones are found by UUID only.
    int (*cluster_put)(struct store *s, const struct cluster *c, struct lct_err *err); // by uuid
    int (*cluster_find)(struct store *s, struct arena *a, const char *app, const char *customer,
        const char *name, struct cluster **ret, struct lct_err *err);
    int (*cluster_list)(struct store *s, struct arena *a, const char *app, const char *customer,
        struct cluster ***ret, size_t *n, struct lct_err *err);

    // The plans that a cluster had. put remembers the one it has, as of updated_ms; list yields the
    // newest few, the last that was put first, each as the cluster would be with it, without
    // counts.
    int (*plan_put)(struct store *s, const struct cluster *c, struct lct_err *err);
    int (*plan_list)(struct store *s, struct arena *a, const struct cluster *c,
        struct cluster **ret, size_t *n, struct lct_err *err);

    // Nodes, ordered by region, group, index. cluster NULL: of all clusters of the context.
    int (*node_put)(struct store *s, const struct node *n, struct lct_err *err); // by uuid
    int (*node_list)(struct store *s, struct arena *a, const char *app, const char *customer,
        const char *cluster_uuid, struct node ***ret, size_t *n, struct lct_err *err);
    int (*node_remove)(struct store *s, const char *uuid, struct lct_err *err);

    // What a cluster has beside its nodes, ordered by noun, region, name.
    int (*resource_put)(struct store *s, const struct resource *r, struct lct_err *err); // by uuid
    int (*resource_list)(struct store *s, struct arena *a, const char *cluster_uuid,
        struct resource ***ret, size_t *n, struct lct_err *err);
    int (*resource_remove)(struct store *s, const struct resource *r, struct lct_err *err);

    // Draws n numbers: *first .. *first + n - 1 (from 1, never again); compare-and-set within the
    // transaction.
    int (*counter_draw)(struct store *s, const char *cluster_uuid, const char *counter, unsigned n,
        int64_t *first, struct lct_err *err);
    // The next value, without drawing.
    int (*counter_next)(struct store *s, const char *cluster_uuid, const char *counter,
        int64_t *next, struct lct_err *err);

    // Facts of nodes.
    int (*fact_put)(struct store *s, const struct fact *f, struct lct_err *err);
    int (*fact_list)(struct store *s, struct arena *a, const char *cluster_uuid, struct fact **ret,
        size_t *n, struct lct_err *err);

    // Forgets all facts of a node: its machine is a new one.
    int (*fact_clear)(struct store *s, const char *node_uuid, struct lct_err *err);

    // Operations and their journal.
    int (*operation_put)(
        struct store *s, struct operation *o, struct lct_err *err); // id 0: gets one
    int (*operation_get)(
        struct store *s, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err);
    // Newest first; cluster NULL: all of the context.
    int (*operation_list)(struct store *s, struct arena *a, const char *app, const char *customer,
        const char *cluster_uuid, size_t most, struct operation ***ret, size_t *n,
        struct lct_err *err);
    // Forgets operations that ended before a time, with their journal; of each cluster that is
    // there the newest stays, as what a resume may look at. *n: how many; count_only: would be.
    int (*operation_prune)(struct store *s, const char *app, const char *customer,
        int64_t before_ms, bool count_only, int64_t *n, struct lct_err *err);
    int (*step_put)(struct store *s, const struct journal_step *st, struct lct_err *err); // by key
    int (*step_list)(struct store *s, struct arena *a, int64_t operation,
        struct journal_step ***ret, size_t *n, struct lct_err *err);

    // By operation and step; in the order they were first put.
    int (*output_put)(struct store *s, const struct step_output *o, struct lct_err *err);
    int (*output_list)(struct store *s, struct arena *a, int64_t operation,
        struct step_output **ret, size_t *n, struct lct_err *err);

    // How long the newest steps of a kind that are done took, the newest first. What was found
    // done already, without a start, tells nothing.
    int (*step_times)(struct store *s, struct arena *a, const char *app, const char *customer,
        const struct step_times *of, struct step_time **ret, size_t *n, struct lct_err *err);

    // The rate limits of a cloud (its address), as they were last seen; kept for the context of the
    // cluster.
    int (*rate_put)(struct store *s, const char *cluster_uuid, const char *cloud,
        const struct rate *r, struct lct_err *err); // by kind
    int (*rate_list)(struct store *s, struct arena *a, const char *app, const char *customer,
        const char *cloud, struct rate **ret, size_t *n, struct lct_err *err);

    // Our own address as nodes saw it last; kept for the context of the cluster. *address NULL:
    // none has told yet.
    int (*seen_put)(struct store *s, const char *cluster_uuid, const char *address, int64_t at_ms,
        struct lct_err *err);
    int (*seen_get)(struct store *s, struct arena *a, const char *app, const char *customer,
        const char **address, int64_t *at_ms, struct lct_err *err);

    // Takes or renews the lease of a cluster for ttl_ms: LCT_EEXISTS when another has it whose time
    // has not run out (the text says who); by then at most ttl_ms of it are left, whatever a wrong
    // clock wrote. Commits by itself. From then on this store's writes carry its fence.
    int (*lease_take)(struct store *s, const char *cluster_uuid, const char *holder, int64_t ttl_ms,
        struct lease *ret, struct lct_err *err);
    // Who has it, *ret in the arena; holder NULL: nobody.
    int (*lease_get)(struct store *s, struct arena *a, const char *cluster_uuid, struct lease *ret,
        struct lct_err *err);
    // Also gives up another's lease, whose process is known to be dead.
    int (*lease_drop)(
        struct store *s, const char *cluster_uuid, const char *holder, struct lct_err *err);

    struct op *(*commit)(struct store *s, store_done_fn *fn, void *user);
    // The same for code outside of callbacks.
    int (*commit_now)(struct store *s, struct lct_err *err);
    void (*rollback)(struct store *s);
    // A copy of what is committed, in a new file, 0600 (NULL: beside the store, named by the time);
    // *ret: its path, free() it.
    int (*backup)(struct store *s, const char *path, char **ret, struct lct_err *err);
    void (*close)(struct store *s);
};

struct store {
    const struct store_ops *ops;
    enum store_mode mode;
};

#endif
