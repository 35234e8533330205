// SPDX-License-Identifier: MIT
// The shell by libssh: how it is opened.
#ifndef SHELL_LIBSSH_OPEN_H
#define SHELL_LIBSSH_OPEN_H

#include "port/shell.h"

// The libssh driver: non-blocking, on the loop. max_open: handshakes under way at once.
int libssh_open(struct loop *l, unsigned max_open, struct shell **ret, struct lct_err *err);

#endif
