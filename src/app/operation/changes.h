// SPDX-License-Identifier: MIT
// Changes as a value: worked out, shown, agreed to, carried out. What the operations on a cluster
// have in common; each says what is its own in an intent.
#ifndef APP_OPERATION_CHANGES_H
#define APP_OPERATION_CHANGES_H

#include "app/converge/converge.h"
#include "base/digest.h"
#include "lct/changes.h"

struct intent {
    const char *kind; // "create"
    // Finds the cluster, as it is to be remembered, and says how; under its lease, with its keys
    // and connected to change the cloud when they are to be carried out; else for reading.
    int (*prepare)(struct lct_changes *c, bool leased, struct lct_err *err);
    int (*want)(struct lct_changes *c, struct want *ret, struct lct_err *err);
    int (*carry_out)(struct lct_changes *c, struct lct_err *err);
};

struct lct_changes {
    struct lct *t;
    const struct intent *intent;
    const char *name;               // of the cluster
    const char *app_id;             // of create
    const struct lct_plan *plan;    // given; NULL: the one that the cluster keeps
    const struct lct_count *counts; // of scale
    const char *const *nodes;       // that replace, rebuild or scale's --remove names
    const char *node_name;          // whose deletion is asked for
    const char *on;                 // of start, stop, drain, restart: a selector; NULL: all
    bool forced;  // of stop, drain, restart, and of all that lets machines go: whatever hooks do
    bool expired; // of a deletion: its time must be over
    bool with_dependents;     // of a deletion, of stop: those that need it go, or stop, before
    bool is_before;           // it is of a cluster that comes before another
    unsigned serial;          // of restart; 0: as the plan says
    enum lct_volumes volumes; // what becomes of those that nothing wants, or wants again
    bool refreshes;           // nodes are asked what they have; of apply
    bool deletes_backups;     // those that the plan says no to are cancelled, and are lost

    struct lct_changes **before; // of other clusters, in the order in which they come before
    size_t n_before;
    struct lct_changes *ended; // the one of them that was not whole; NULL: none

    struct run run;
    struct node *node; // of that name, once it was found
    struct converge how;
    struct map remake;        // UUIDs of those that it is about: to be made anew, started, stopped
    bool is_new;              // of create: there is no such cluster yet
    struct lct_plan *own;     // the plan, where it was in a file of changes
    struct lct_answer *shown; // NULL: they are carried out unseen
    char digest[DIGEST_TEXT]; // of what was shown
    int64_t newest;           // the cluster's last operation by then; 0: there was none
};

// What is wanted by the plan, nothing drawn.
int changes_by_plan(struct lct_changes *c, struct want *ret, struct lct_err *err);
const struct lct_plan *changes_plan(const struct lct_changes *c);

// One of those that were asked for, on the heap, nothing worked out yet.
struct lct_changes *changes_new(const struct lct_changes *what);
// In *c, on the heap when it succeeds, what was asked for is worked out.
int changes_work_out(const struct lct_changes *what, struct lct_changes **ret, struct lct_err *err);
// Carries them out unseen.
int changes_run(const struct lct_changes *what, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

extern const struct intent intent_create, intent_apply, intent_scale, intent_replace, intent_delete,
    intent_remove, intent_start, intent_stop, intent_drain, intent_restart, intent_rebuild;

// delete.c: the whole of r->cluster, as an operation; r is connected and has the lease.
// how: volumes, forced and resumes count.
int cluster_remove(struct run *r, const struct converge *how, struct lct_err *err);

#endif
