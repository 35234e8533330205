// SPDX-License-Identifier: MIT
// Who holds a lease: a process, named so that others can tell whether it still lives.
#ifndef APP_RUN_HOLDER_H
#define APP_RUN_HOLDER_H

#include <stdbool.h>

#include "base/arena.h"
#include "io/loop.h"

// "user@host" of this process; user NULL: not known.
const char *holder_who(struct arena *a, const char *user);

// This process: "root@host, process 12 since 2026-01-01T00:00:00Z [..]"; what stands in brackets is
// for holder_is_dead, and differs each time.
const char *holder_new(struct arena *a, struct loop *l, const char *user);

// Is it certain that this process is no more? It was one of this very boot and of the same process
// numbers as ours, and its number is free now, or another's. Of others nothing is certain.
bool holder_is_dead(const char *holder);

#endif
