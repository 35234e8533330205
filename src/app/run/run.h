// SPDX-License-Identifier: MIT
// One operation on one cluster from beginning to end: lease, journal, graph, progress, record.
#ifndef APP_RUN_RUN_H
#define APP_RUN_RUN_H

#include "app/kept.h"
#include "app/run/keys.h"
#include "app/run/observe.h"
#include "build/build.h"
#include "graph/graph.h"
#include "step/world.h"

#define PLANS_KEPT 8 // of a cluster, the newest

// What the journal has of a step; number: in the order in which it first heard of them.
struct noted {
    int64_t number;
    int64_t first_ms, intent_ms, outcome_ms;
};

struct run {
    struct lct *t;
    const struct lct_watch *watch;
    struct arena *arena;
    struct cloud *cloud;
    struct shell *shell;
    struct cluster *cluster;
    struct lct_plan *plan; // that the cluster keeps, where it was read for this; NULL: none
    struct lct_plan *former[PLANS_KEPT]; // that it kept before; NULL behind the last
    bool looked_former;                  // they were read
    struct keys keys;
    struct ledger *ledger; // what is written
    struct operation record;
    struct map noted; // of its journal: the key of a step -> struct noted
    struct world world;
    struct graph *graph;
    struct lease lease; // of the cluster; holder NULL: it is not held
    struct timer *heartbeat;
    struct op *beat; // a renewal under way

    struct observed seen;                    // of the whole account, at the start
    bool looked;                             // it was
    bool looked_beside[N_NOUNS];             // what it has of these beside was
    const struct availability *availability; // what was to be had then; NULL: nobody asked
    struct map looks; // what nodes said of themselves: UUID -> struct look (app/converge)
    bool asked_nodes; // they were asked

    // What no step has changed and yet is not as it should be: nodes that are off, machines that
    // the inventory does not know. Then the operation is not whole, and this is what to do.
    size_t left;
    const char *left_hint;
    struct timer *tick;
    bool ended;
    struct lct_err outcome; // of the graph as a whole
    struct graph_counts counts;
    int interrupts; // seen so far
};

// Opens the store. Call run_done whatever it yields.
int run_begin(struct run *r, struct lct *t, const struct lct_watch *watch, struct lct_err *err);
// Opens the cloud, for reading only; wants a token. No request is made.
int run_connect_to_read(struct run *r, struct lct_err *err);
// Opens the ports to the cloud and to nodes, likewise; a cloud that is open may be changed from now
// on.
int run_connect(struct run *r, struct lct_err *err);
// Puts the world and the graph aside, for others.
void run_put_aside(struct run *r);
// Begins again: all that was found is forgotten, but what was seen of the cloud.
void run_again(struct run *r);
void run_look_away(struct run *r); // and that, too: the next run_observe looks
void run_done(struct run *r);

// Puts r->cluster, which is new, into the inventory.
int run_found(struct run *r, struct lct_err *err);

// Takes the lease of r->cluster and keeps it.
int run_lease(struct run *r, struct lct_err *err);
// Is there a holder whose time has not run out, and who is no dead process of this machine?
bool lease_lives(const struct lease *lease, int64_t now_ms);

// Nothing was made of r->cluster yet, no node of it is known.
bool run_is_empty(struct run *r);

// Lists the machines of the account, and, where r->cluster has any, which were rebuilt: once.
int run_observe(struct run *r, struct lct_err *err);

// shares.c: asks of those nodes that share addresses whether they still do.
int run_observe_shares(struct run *r, struct lct_err *err);

// things.c: lists what the account has of these nouns beside machines, into r->seen: each once.
int run_observe_things(struct run *r, const bool nouns[static N_NOUNS], struct lct_err *err);

// ports.c: and of those of them that are NodeBalancers of these records, which were listed, what
// they do.
int run_observe_ports(struct run *r, struct resource *const *ours, size_t n, struct lct_err *err);

// addresses.c: and of VPCs with these ids, which were listed, who has which address there.
int run_observe_addresses(struct run *r, const struct map *vpcs, struct lct_err *err);

// Sets up the world for these members (n of them, zeroed, node and np set by the caller
// afterwards).
struct member *run_members(struct run *r, size_t n);

// opened.c: what was opened for a time and holds is in r->world. forgets: what ended is taken out
// of the inventory, with what is written next.
int run_opened(struct run *r, bool forgets, struct lct_err *err);
bool opening_holds(const struct run *r, const struct rule_opening *o);
// Its rule as rules that hold for that time; LCT_EUSAGE: it cannot be read.
int opening_read(
    const struct run *r, const struct rule_opening *o, struct opened *ret, struct lct_err *err);

// neighbours.c: other clusters that its plan, or what is open, names are in r->world; after
// run_opened.
int run_neighbours(struct run *r, struct lct_err *err);

// unheard.c: of the members that leave, marks those whose machine may still come of a request that
// nobody heard the answer of.
int run_unheard(struct run *r, struct lct_err *err);

// Records the operation, durably, with everything in the ledger so far. args: JSON, or NULL.
int run_record(struct run *r, const char *kind, const char *args, struct lct_err *err);

// Runs r->graph to its end; r->counts and each step's state tell how it went.
int run_graph(struct run *r, struct lct_err *err);

// Takes the destroyed out of the inventory; the operation's journal still tells of them.
void run_forget(struct run *r);

// learn.c: adds what the steps of the operation took to what is known of their lengths.
int lessons_keep(struct run *r, struct lct_err *err);

// Closes the record: the cluster's state, the summary; LCT_EPARTIAL when steps failed.
int run_conclude(struct run *r, enum state good, const char *summary, struct lct_err *err);

// quota.c: "2 of 5 volumes, 0 of 1 VPCs": what was made of what the account's limits refused; NULL:
// nothing was refused.
const char *run_limits(const struct run *r);

// {"operation", "cluster", "nodes", "failed", "firewalls"}
struct lct_answer *run_answer(struct run *r);

// Tells the watcher something.
void run_notice(struct run *r, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
