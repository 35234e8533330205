// SPDX-License-Identifier: MIT
// The one way from a plan to a cluster: create, apply, scale, resume and retry all take it, each
// with another wish.
#ifndef APP_CONVERGE_CONVERGE_H
#define APP_CONVERGE_CONVERGE_H

#include "app/converge/want.h"
#include "app/plans/plan.h"
#include "app/run/run.h"

struct converge {
    const char *kind; // of the operation: "create" ...
    bool retry;       // what failed in an earlier operation is tried again, hooks too
    bool resumes; // nothing is asked for anew: nor what those who stop or leave failed to do before
    bool mends;   // as of struct diff_args: it was shown, and agreed to
    bool deletes_backups;       // likewise
    enum lct_volumes volumes;   // as of want_things
    const char *const *leaving; // UUIDs of nodes that are to go, NULL-terminated; NULL: none
    const struct map *remake;   // UUIDs of nodes that are to get another machine; NULL: none
    const struct map *starts;   // likewise: that are to run from now on
    const struct map *stops;    // likewise: that are to be off
    const struct map *drains;   // likewise: that are to serve nothing
    const struct map *restarts; // likewise: that go off and come back
    const struct map *rebuilds; // likewise: that get a fresh system
    bool continues;             // what was asked for and not begun is gone on with
    unsigned serial;            // so many of a group at once; 0: as its plan says
    bool forced;      // nodes go off, and go for good, whatever their hooks and services do
    const char *args; // of the operation, JSON; NULL: none
};

// r->cluster is in the store, leased, and holds what the plan is to be remembered by; r is
// connected.
int converge(
    struct run *r, const struct lct_plan *plan, const struct converge *how, struct lct_err *err);

// Its first part: the cloud as it is now, and the changes that make the cluster of it that the plan
// wants. provisional: nothing is drawn or stored.
int converge_want(struct run *r, const struct lct_plan *plan, const struct converge *how,
    bool provisional, struct want *ret, struct lct_err *err);

// What the nodes of r->world had already: files and units are noted in their members, hooks that
// ran put into done as "UUID EVENT/NAME" -> digest.
int converge_facts(struct run *r, struct map *done, struct lct_err *err);

// Before it, for a cluster that exists: finds it, connects, takes its lease; then opens its keys.
int converge_lease(struct run *r, const char *name, struct lct_err *err);
int converge_keys(struct run *r, struct lct_err *err);
int converge_open(struct run *r, const char *name, struct lct_err *err); // both

#endif
