// SPDX-License-Identifier: MIT
// One kept SSH session per member, made when first needed and shared by all its steps.
#ifndef STEP_BUNDLE_SESSION_H
#define STEP_BUNDLE_SESSION_H

#include "step/world.h"

// Calls back once with a live session (borrowed; it stays open between phases), or with what
// prevented it. Logs in as root with the cluster's controller key; only the member's own host key
// is accepted.
void session_need(struct member *m, shell_session_fn *fn, void *user);

// Is a session kept that can be used at once?
bool session_lives(const struct member *m);

// Logs in anew beside the kept session, to see whether one can; the new session is the callback's,
// which closes it.
void session_fresh(struct member *m, int64_t deadline_ms, shell_session_fn *fn, void *user);

// Closes the member's session; whoever waits for one is told LCT_ECANCELLED.
void session_drop(struct member *m);

// Runs a command on the member's session, after session_need.
void session_run(struct member *m, const struct shell_command *c, shell_run_fn *fn, void *user);

#endif
