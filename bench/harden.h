// SPDX-License-Identifier: MIT
// What node.secure sends to a node, for nodes that no plan made.
#ifndef BENCH_HARDEN_H
#define BENCH_HARDEN_H

#include "step/bundle/bundle.h"

// Appends the bundle: an admin "admin" with the key, host name, sudo, sshd's settings, and a
// firewall that lets SSH in, and HTTP.
int harden_bundle(
    struct arena *a, const char *hostname, const char *key, struct buf *out, struct lct_err *err);

#endif
