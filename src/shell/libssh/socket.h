// SPDX-License-Identifier: MIT
// A connected TCP socket, directly or by way of a dialer.
#ifndef SHELL_LIBSSH_SOCKET_H
#define SHELL_LIBSSH_SOCKET_H

#include "io/dial.h"

// dialer NULL: a non-blocking connect to the IP literal; LCT_ERETRY when nothing answers. The
// descriptor is the callback's.
struct op *socket_start(struct loop *l, const char *dialer, const char *host, unsigned port,
    int64_t deadline_ms, dial_fn *fn, void *user);

#endif
