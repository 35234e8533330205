// SPDX-License-Identifier: MIT
// One poller for all machines of a cluster that somebody waits for: a list by tag now and then,
// never a GET per machine.
#ifndef STEP_BUNDLE_POLLER_H
#define STEP_BUNDLE_POLLER_H

#include "step/world.h"

struct poller *poller_new(struct world *w);
void poller_free(struct poller *p);

// Calls back once when the member's machine has the status, or err when that will not happen: it is
// gone, it is off although it should boot, or the deadline passed. Cancel with poller_forget.
typedef void poller_fn(void *user, const struct lct_err *err);
void poller_wait(struct poller *p, struct member *m, enum machine_status status,
    int64_t deadline_ms, poller_fn *fn, void *user);
void poller_forget(struct poller *p, void *user);

#endif
