// SPDX-License-Identifier: MIT
// A pretended world for the engine: steps that take virtual time and fail to order, a journal that
// can stop at any commit, and everything that happened, written down.
#ifndef TEST_GRAPH_FAKE_H
#define TEST_GRAPH_FAKE_H

#include <limits.h>

#include "base/buf.h"
#include "base/map.h"
#include "graph/graph.h"

// How one step behaves.
struct act {
    const char *name;
    const char *also; // what it changes beside its subject; NULL: nothing
    int64_t ms;       // how long it takes; the effect happens in the middle. < 0: ends within start
    int code;         // ends so ...
    unsigned times;   // ... this many times; then well. UINT_MAX: always
    bool at_once;     // those tries end within their start
    bool effect;      // has its effect although it ended so
    int hint_ms;
    int look_code; // what adopt ends with, this many times
    unsigned look_times;
    int render_code;

    // What happened.
    unsigned starts, looks, effects, cancels;
    int64_t began_ms, ended_ms;
};

enum death {
    ALIVE,
    DIES_BEFORE,  // the k-th commit is lost and the process with it
    DIES_AFTER,   // the k-th commit is durable, the process hears nothing of it
    COMMIT_FAILS, // the process lives and is told
    PUT_FAILS,
};

struct entry {
    bool intent, outcome;
    enum step_state state;
    unsigned attempts;
    char content_digest[DIGEST_TEXT];
};

struct fake {
    struct loop *loop;
    struct buf log; // "start a;end a;"
    // The journal.
    struct map durable; // key -> struct entry
    struct map pending;
    enum death death;
    unsigned dies_at, commits, puts;
    int64_t commit_ms; // < 0: at once
    bool dead;
    // What runs.
    unsigned running[N_LANES], most[N_LANES];
    struct map running_subjects;
    bool broke_a_rule;    // an effect before its intent was durable; two changes of one subject
    struct map in_flight; // key -> struct flight
    // Watching.
    bool over;
    struct lct_err err;
    struct graph_counts counts;
    unsigned shown[STEP_CANCELLED + 1];
};

void fake_init(struct fake *f);
void fake_done(struct fake *f);

// Kinds in every lane; `local` and `wait` cannot adopt, `change` is exclusive for its subject.
extern const struct step_kind fake_local, fake_api, fake_ssh, fake_wait, fake_change, fake_rendered;

struct graph *fake_graph(struct fake *f);
struct step *fake_add(
    struct graph *g, const struct step_kind *kind, const char *subject, struct act *act);

// Runs to the end (or to death); true when it is over.
int fake_start(struct fake *f, struct graph *g, const struct graph_limits *limits);
bool fake_run(struct fake *f, struct graph *g, const struct graph_limits *limits);

// After a death: what was under way has its effect or not, as the seed wills; the answers are lost.
void fake_die(struct fake *f, uint64_t *seed);
// Another process, the same journal.
void fake_reborn(struct fake *f);
const struct entry *fake_entry(const struct fake *f, const struct step *s);

int64_t fake_now(const struct fake *f);
uint64_t fake_random(uint64_t *seed);

#endif
