// SPDX-License-Identifier: MIT
// The library in this process: its public functions, on a virtual loop, a cloud in memory and nodes
// that obey. Hours pass in milliseconds.
#ifndef TEST_APP_PROCESS_H
#define TEST_APP_PROCESS_H

#include "app/toolkit.h"
#include "nodes.h"

// An installation of its own; it outlives the toolkits that are opened on it.
struct process {
    struct drivers drivers; // first: t->drivers is one
    struct nodes nodes;
    char dir[64];
    char home[80];
    char *environment[3];
    const struct lct_processes *processes;
    struct lct *t;
};

void process_begin(struct process *p);
struct process *process_new(void);    // the same of the one that there is room for
void process_open(struct process *p); // another toolkit on it: p->t
void process_close(struct process *p);
void process_end(struct process *p);
void process_forget(struct process *p); // the inventory, while no toolkit is open on it
// What is on the disk by now is another place's, too: the old toolkit is left as it is, a new one
// is opened there.
void process_move(struct process *p);

// Interrupts at the so manieth request to the cloud or step that settled; the watch is to be given
// to what is called. Until process_go_on.
struct moment {
    struct process *process;
    int left;
    struct lct_watch watch;
};
const struct lct_watch *process_interrupt(struct process *p, struct moment *m, int at);
void process_go_on(struct process *p);

// A plan of so many nodes "web", by this toolkit; lct_plan_free it.
struct lct_plan *process_plan(struct process *p, int n);

// ---- the cluster demo, of that plan

// Creates it, or goes on with it.
int demo_create(struct process *p, int n, const struct lct_watch *watch, struct lct_answer **answer,
    struct lct_err *err);
void demo_create_well(struct process *p, int n);
// demo_finish(lct_cluster_...(.., &answer, &err), &answer, &err): it went well.
void demo_finish(int code, struct lct_answer **answer, const struct lct_err *err);

// All of so many nodes are started, on machines that run and are as many.
void assert_whole(struct process *p, size_t n);
// That is what the hint advises first, and what it is about.
void assert_advice(const struct lct_err *err, enum lct_advice advice, const char *about);
const struct lct_value *answer_get(const struct lct_answer *a, const char *key);

#endif
