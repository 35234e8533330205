// SPDX-License-Identifier: MIT
// An SSH agent with one ed25519 key: programs that log in by it ask over a socket for signatures,
// and never see the key. Of the protocol (draft-miller-ssh-agent) it answers what a log-in needs:
// which keys, and sign; all else it refuses.
#ifndef SHELL_AGENT_AGENT_H
#define SHELL_AGENT_AGENT_H

#include "base/secret.h"
#include "io/loop.h"

#define AGENT_SEED 32 // bytes

struct agent;

// Serves whoever connects to the listening socket, which is borrowed and does not block. The seed
// of the key and its comment are copied. used (NULL: nobody) is called when somebody connects.
// LCT_EFAILED: the socket cannot be watched.
int agent_start(struct loop *l, int listening, const struct secret *seed, const char *comment,
    timer_fn *used, void *user, struct agent **ret, struct lct_err *err);
void agent_stop(struct agent *a); // hangs up

#endif
