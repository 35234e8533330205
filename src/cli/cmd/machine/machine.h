// SPDX-License-Identifier: MIT
// What commands about one node's machine share.
#ifndef CLI_CMD_MACHINE_MACHINE_H
#define CLI_CMD_MACHINE_MACHINE_H

#include "cli/cmd/run.h"

// Asks "BEFORE node LABEL of cluster 'NAME' BEHIND", as confirm does.
int machine_ask(struct invocation *v, const char *node, const char *before, const char *behind);

#endif
