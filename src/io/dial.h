// SPDX-License-Identifier: MIT
// A connected socket from a dialer: a UNIX socket that takes "HOST PORT\n" and hands back a
// descriptor (SCM_RIGHTS), or says why not.
#ifndef IO_DIAL_H
#define IO_DIAL_H

#include "io/op.h"

// fd is the callback's own; -1 with an error (LCT_ERETRY: nothing answers at the other end yet).
typedef void dial_fn(void *user, const struct lct_err *err, int fd);

struct op *dial_start(struct loop *l, const char *path, const char *host, unsigned port,
    int64_t deadline_ms, dial_fn *fn, void *user);

#endif
