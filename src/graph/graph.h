// SPDX-License-Identifier: MIT
// The engine: a graph of steps, run durably. It knows no nouns: kinds of steps are vtables given by
// step/, the journal is written through one given by app/.
//
// A step makes one effect; sequence is edges. Its intent is committed before the effect starts, its
// outcome before anything that depends on it; all intents and outcomes of one turn of the loop are
// one commit.
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "io/loop.h"
#include "io/retry.h"
#include "lct/err.h"

struct graph;
struct step;

enum step_state {
    STEP_WAITING,    // an edge is open, or its gate is shut
    STEP_READY,      // may start when there is room
    STEP_COMMITTING, // its intent is being committed
    STEP_RUNNING,
    STEP_RETRYING, // failed in passing; starts again later
    STEP_DONE,
    STEP_FAILED,
    STEP_BLOCKED, // something it needs failed
    STEP_CANCELLED,
};

const char *step_state_name(enum step_state s);
bool step_settled(enum step_state s); // done, failed, blocked, cancelled

// What runs side by side at most.
enum lane {
    LANE_LOCAL, // nothing outside: joins, renderings
    LANE_API,   // requests to the cloud
    LANE_SSH,   // sessions on nodes
    LANE_WAIT,  // ended by a poller: unlimited
    LANE_PROC,  // child processes here
    N_LANES
};

struct step_kind {
    const char *name; // "machine.create": stable, in the journal
    const char *verb; // for people: "creating"
    const char *past; // "created"; NULL: nothing worth telling
    enum lane lane;
    bool changes_subject; // one running step that changes it per subject ("Linode busy." otherwise)
    const struct retry_policy *retry; // NULL: tried once
    int64_t usual_ms;                 // its usual length where nothing was learned
    const char
        *request; // whose rate limit its start is under, by the cloud's name of it; NULL: none

    // Renders what depends on facts known only now, and says its digest ("" for none). NULL:
    // nothing is rendered. Called when the step is about to start, before its intent is committed.
    int (*render)(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err);
    // Makes the effect; must end with step_end, now or later.
    void (*start)(struct step *s);
    // The intent was committed by an earlier process or the answer was lost: looks for the effect
    // and ends with step_end (it is there) or step_again (it is not: start). NULL: start is safe to
    // repeat.
    void (*adopt)(struct step *s);
    // Asked to stop; must still end with step_end. NULL: runs to its end.
    void (*cancel)(struct step *s);
    // It failed for good: what it was done to is marked. NULL: nothing is. Called by whoever hears
    // of it (struct graph_events), not by the engine.
    void (*failed)(struct step *s);
};

struct step {
    const struct step_kind *kind;
    const char *subject; // "web-01": whom it is done to, for people and for changes_subject
    const char *key;     // kind and subject (and a detail): unique in the graph
    const char *digest;  // of its plan-side inputs
    void *item;          // the step kind's own: a struct node, a hook
    void *world;         // the graph's
    struct graph *graph;

    enum step_state state;
    unsigned attempts;         // starts so far
    bool uncertain;            // an earlier start may have had its effect
    struct retry_policy retry; // its kind's, unless the builder changes it
    int64_t usual_ms; // its usual length, where that is known better than by its kind; 0: no
    int64_t first_ms; // its first start of all tries; 0: none
    char content_digest[DIGEST_TEXT];
    const char *result;        // JSON, lives in the graph's arena; NULL: none
    const struct lct_err *err; // never NULL; its code is 0 where nothing is wrong
    void *running;             // the step kind's own while it runs
};

struct graph *graph_new(struct loop *l, void *world);
void graph_free(struct graph *g);
struct arena *graph_arena(struct graph *g);

// Adds a step. key = "kind subject" or, with a detail, "kind subject detail"; a second one with the
// same key is a programming error.
struct step *graph_add(struct graph *g, const struct step_kind *kind, const char *subject,
    const char *detail, const char *digest, void *item);

// It changes this, too: two things at most, and it starts when nobody else changes either.
void step_also(struct step *s, const char *subject);

// How long it usually takes: by this the critical path is measured.
int64_t step_usual_ms(const struct step *s);

// Its tries go on so long and no longer, however many they are.
void step_patience(struct step *s, int64_t ms);

// `s` starts only when `on` is done / has settled well or badly. NULL `on` is no edge.
void step_needs(struct step *s, struct step *on);
void step_after(struct step *s, struct step *on);

// Pools: of those that enter one, `width` at most (the same each time) are under way at once, each
// through all the steps that it takes: nodes that serve, changed a few at a time.
//
// `s` takes a place when it is started first. The place comes back when the step that leaves is
// done: `s` itself, or the one said last by step_leaves. That one comes after `s`, and should need
// whatever is to have gone well before the next may come in. If it is not done - it failed, or was
// blocked -, the place is lost: a node that does not come back is still under way. When all places
// are lost, those that wait for one are blocked by whoever failed last; others go on. One that only
// comes step_after the last step gives the place back in any case.
//
// Nothing of it is stored: a place is had by steps that are still to be run. Whoever was inside
// when an earlier process died should come in first: the builder has the steps by which others
// enter come step_after the one by which it enters again. Who is inside and waits for one in line
// waits in vain: when nothing else is left to do, those in line are blocked.
void step_enters(struct step *s, const char *pool, unsigned width);
void step_leaves(struct step *s, struct step *entered);

// Gates: a step that waits for something outside - a timer, a person, another cluster's event -,
// until gate_open says that it came, well (err NULL or code 0) or badly; then it is done or has
// failed, as soon as nothing else stands before it. Its key is "gate NAME". It may be opened before
// the graph runs; only the first time counts, and a name that there is not is no error: events are
// not only for us. One that nobody opens ends with the graph's being stopped. Nothing runs while it
// is shut: in a sequence those behind it have their turn when it is open, the others before.
struct step *graph_gate(struct graph *g, const char *name);
void gate_open(struct graph *g, const char *name, const struct lct_err *err);

struct step *graph_find(const struct graph *g, const char *key);
size_t graph_count(const struct graph *g);
struct step *graph_at(const struct graph *g, size_t i); // in order of adding

// LCT_EFAILED and the keys on the circle when there is one.
int graph_check(struct graph *g, struct lct_err *err);

// How the graph is remembered. put is called for intents (state "running"), for outcomes, and for
// blocked and cancelled steps; commit must make all puts before it durable and then call done.
struct journal {
    int (*put)(void *user, const struct step *s, struct lct_err *err);
    void (*commit)(void *user, void (*done)(void *, const struct lct_err *), void *done_user);
    void *user;
};

struct graph_limits {
    unsigned lanes[N_LANES]; // 0: the default (API 32, SSH 64, PROC 4, LOCAL and WAIT unlimited)
    // One step at a time, in order of adding as far as the edges allow: nothing else begins before
    // it has settled, whatever it waits for meanwhile.
    bool sequential;
};

struct graph_counts {
    size_t total, done, failed, blocked, cancelled, running, waiting;
};

struct graph_events {
    // After every change of a step's state (already journalled when it is an outcome).
    void (*step)(void *user, const struct step *s, const struct graph_counts *c);
    // All steps have settled, or the journal failed (err, then nothing further is started).
    void (*ended)(void *user, const struct lct_err *err, const struct graph_counts *c);
    void *user;
};

// Starts running; returns at once. A step whose `uncertain` was set by the builder begins with
// adopt.
int graph_run(struct graph *g, const struct graph_limits *limits, const struct journal *j,
    const struct graph_events *events, struct lct_err *err);

// Starts nothing new; what runs runs to its end. hard: cancels what runs, too.
void graph_stop(struct graph *g, bool hard);

struct graph_counts graph_counts(const struct graph *g);

// Called by step kinds, never before `start` was called. err NULL or code 0: done. LCT_ERETRY and
// LCT_EWAIT are tried again within its policy; LCT_EAMBIGUOUS goes through adopt; the rest
// is final.
void step_end(struct step *s, const struct lct_err *err);
void step_again(struct step *s); // from adopt: the effect is not there, start it
// The result to remember (copied), before step_end.
void step_result(struct step *s, const char *json);

#endif
