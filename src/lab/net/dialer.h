// SPDX-License-Identifier: MIT
// Hands connected sockets inside the lab's network to programs outside: state_dir/dial.sock.
#ifndef LAB_NET_DIALER_H
#define LAB_NET_DIALER_H

#include "base/cidr.h"
#include "io/loop.h"

// A client says "HOST PORT\n" and gets "ok\n" with the descriptor, or "error TEXT\n".
struct dialer;

// Yields the address of a host name; false: nobody has it.
typedef bool dialer_resolve_fn(void *user, const char *hostname, struct cidr *out);

int dialer_start(
    struct loop *l, const char *path, dialer_resolve_fn *resolve, void *user, struct lct_err *err);

#endif
