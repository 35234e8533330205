// SPDX-License-Identifier: MIT
// How nodes are, as HAProxy tells.
#ifndef LAB_BALANCE_STAT_H
#define LAB_BALANCE_STAT_H

#include <stdbool.h>
#include <stdint.h>

#define STAT_QUESTION "show stat -1 4 -1;show info\n" // of servers only, and whose configuration

// status: a word of the API, "UP", "DOWN" or "Unknown".
typedef void stat_fn(void *user, int64_t node, const char *status);

// Of each node in the answer.
void stat_read(const char *answer, stat_fn *fn, void *user);

// Whether it is of the configuration that describes itself so (HAPROXY_DESCRIPTION).
bool stat_is_of(const char *answer, const char *description);

#endif
