// SPDX-License-Identifier: MIT
// The inside of the engine, for graph/ only.
#ifndef GRAPH_ENGINE_H
#define GRAPH_ENGINE_H

#include "base/map.h"
#include "base/vec.h"
#include "graph/graph.h"

struct task;

struct edge {
    struct task *to; // the one that waits
    bool needs;      // else after
    struct edge *next;
};

struct tasks {
    VEC(struct task *) list;
};

// Where graph_counts counts a step.
enum tally {
    TALLY_WAITING,
    TALLY_RUNNING,
    TALLY_DONE,
    TALLY_FAILED,
    TALLY_BLOCKED,
    TALLY_CANCELLED,
    N_TALLIES
};

#define MOST_SUBJECTS 2 // that one step changes

struct subject {
    bool busy;         // a step that changes it is under way, or has its turn
    struct tasks line; // ready ones that wait for it: a heap
};

struct pool {
    unsigned width, taken;  // its places: those lost are no more
    struct tasks line;      // ready ones that wait for a place: a heap
    struct task *last;      // who came in last
    struct step *closed_by; // nobody comes in any more, because of this; NULL: open
};

// A step with what only the engine knows of it.
struct task {
    struct step step;    // first: a step is its task
    size_t index;        // in order of adding
    struct edge *edges;  // towards those that wait for this
    unsigned open_edges; // that it waits for itself
    int64_t priority;    // length of the critical path behind it
    int64_t urgency;     // in the heaps that it is in
    struct subject *changes[MOST_SUBJECTS];
    unsigned n_changes;
    bool holds;          // all that it changes
    bool shut;           // a gate that nobody has opened
    struct pool *pool;   // that it enters; NULL: none
    bool inside;         // its place there is taken
    struct task *leaver; // who gives that back, itself or a later one
    struct task *leaves; // whose place it gives back; NULL: nobody's
    struct step *blocked_by;
    struct timer *timer; // while retrying
    unsigned starts;     // in this run
    unsigned looks;      // by adopt since the last start
    int64_t look_ms;     // when the first of these looks was
    bool looking;        // what runs is adopt, not start
    struct lct_err *own; // what step.err shows, once something was wrong
    bool asked;          // cancel was called
    enum tally tally;
};

enum stop { STOP_NOT, STOP_SOFT, STOP_HARD };

struct graph {
    struct loop *loop;
    struct arena *arena;
    void *world;
    struct map by_key, subjects, pools, gates;
    struct tasks all;
    size_t counts[N_TALLIES];

    unsigned limits[N_LANES], busy[N_LANES];
    struct tasks ready[N_LANES]; // heaps
    bool sequential;             // then all are in the first of them
    struct task *alone;          // sequential: begun and not settled
    struct journal journal;
    struct graph_events events;

    struct turn_end *turn_end; // NULL: not running
    bool awake;                // another turn of the loop was asked for
    bool begun;                // the first turn is over
    enum stop stop, stopped;   // asked for, carried out
    bool committing;
    struct lct_err broken; // the journal failed: nothing further starts
    size_t under_way;      // begun and not ended

    struct tasks ended;    // to be put with the next commit
    struct tasks outcomes; // in the commit
    struct tasks intents;  // in the commit: begin after it
};

static inline struct task *
task_of(struct step *s)
{
    return (struct task *)s;
}

static inline int64_t
graph_now(const struct graph *g)
{
    return loop_now_ms(g->loop);
}

// graph.c
void task_count(struct graph *g, struct task *t, enum tally as);

// order.c: sets every step's priority. False when there is a circle, which is then in `circle`,
// each followed by one that waits for it.
bool order_weigh(struct graph *g, struct tasks *circle);
void order_flat(struct graph *g); // all alike: the order of adding is left

// heap.c: the most urgent first, the oldest of equals. A task in several has one urgency in all.
void heap_push(struct tasks *h, struct task *t, int64_t urgency);
struct task *heap_pop(struct tasks *h);       // NULL: empty
struct task *heap_top(const struct tasks *h); // likewise

// schedule.c: who may start.
// Sets the limits and makes those ready that wait for nobody; priorities are set.
void schedule_begin(struct graph *g, const struct graph_limits *limits);
void schedule_ready(struct graph *g, struct task *t);
void schedule_try(struct graph *g, struct task *t);     // ready, if it waits for nothing any more
struct task *schedule_next(struct graph *g);            // takes a place; NULL: none may start
void schedule_leave(struct graph *g, struct task *t);   // gives its place back
void schedule_settled(struct graph *g, struct task *t); // well or badly: the next may come
void schedule_drop(struct graph *g);                    // forgets those that are ready

// subject.c
void subject_add(struct task *t, const char *name);
bool subjects_take(struct task *t);                   // false: it stands in line for them
void subjects_release(struct task *t);                // they are nobody's
void subjects_leave(struct graph *g, struct task *t); // the next have theirs, and are ready
void subjects_drop(struct graph *g);                  // nobody stands in line
void subjects_free(struct graph *g);

// pool.c
bool pool_admits(struct task *t);                   // false: it stands in line for a place
struct step *pool_refuses(const struct task *t);    // why it can never come in; NULL: it may
void pool_settled(struct graph *g, struct task *t); // places come back, or are lost
bool pools_untie(struct graph *g);                  // closes those that have a line; was there any?
void pools_drop(struct graph *g);                   // nobody stands in line
void pools_free(struct graph *g);

// gate.c
bool gates_wait(const struct graph *g); // one may still be opened

// run.c
void graph_wake(struct graph *g);                               // a turn will come
void task_show(struct graph *g, struct task *t, enum tally as); // tells the watcher its new state
void task_finish(struct graph *g, struct task *t, enum step_state state); // its outcome will be put

// verdict.c: what the end of a start or of a look means.
void task_verdict(struct graph *g, struct task *t, const struct lct_err *err);
// What went wrong with it; NULL or code 0: nothing. Most steps never have anything to say, so that
// room for it is made only then.
void task_trouble(struct task *t, const struct lct_err *err);
struct lct_err *task_room(struct task *t); // to write it into

// stop.c: carries out what graph_stop asked for.
void stop_sweep(struct graph *g);

#endif
