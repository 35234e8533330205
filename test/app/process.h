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
void process_open(struct process *p); // another toolkit on it: p->t
void process_close(struct process *p);
void process_end(struct process *p);
void process_forget(struct process *p); // the inventory, while no toolkit is open on it
// What is on the disk by now is another place's, too: the old toolkit is left as it is, a new one
// is opened there.
void process_move(struct process *p);

// A plan of so many nodes "web", by this toolkit; lct_plan_free it.
struct lct_plan *process_plan(struct process *p, int n);

#endif
