// SPDX-License-Identifier: MIT
// Nodes that said the same, together.
#ifndef CLI_SHOW_GROUP_H
#define CLI_SHOW_GROUP_H

#include "base/map.h"
#include "base/vec.h"

struct group {
    char *text; // any bytes, and a NUL behind them
    size_t n;
    VEC(char *) names;
    char *folded; // the names in few words, once sorted
};

struct groups {
    VEC(struct group *) list;
    struct map by_digest;
};

void groups_add(struct groups *g, const char *text, size_t n, const char *name);
// The biggest first, equal ones by their names.
void groups_sort(struct groups *g);
void groups_done(struct groups *g);

#endif
