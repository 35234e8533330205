// SPDX-License-Identifier: MIT
// What OpenSSH is told, and the agent that it asks.
#ifndef APP_LOGIN_SSH_H
#define APP_LOGIN_SSH_H

#include "app/toolkit.h"
#include "shell/agent/place.h"

struct lct_agent {
    struct secret *seed; // of its key; NULL: somebody else serves
    char *comment;
    char *command;
    struct agent_place place;
};

// How a shell calls linodetool for this installation, profile and context; free() it.
char *own_command(const struct lct *t);

#endif
