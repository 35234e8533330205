// SPDX-License-Identifier: MIT
// Many small requests of one step: some at a time, the first failure is the step's.
#ifndef STEP_BALANCER_CALLS_H
#define STEP_BALANCER_CALLS_H

#include "step/world.h"

// One request about one of those that a port sends to.
struct call {
    enum call_verb { CALL_ADD, CALL_SET, CALL_REMOVE } verb;
    const char *port;          // its id
    struct balancer_node node; // with an id, but of CALL_ADD
};

typedef void calls_done_fn(void *user, const struct lct_err *err);

// Calls are copied, their texts are not. What is gone needs neither be changed nor removed. Of an
// add nobody heard the answer of: LCT_ERETRY; whoever looks once more knows what became of it.
void calls_run(
    struct holding *h, const struct call *calls, size_t n, calls_done_fn *fn, void *user);

#endif
