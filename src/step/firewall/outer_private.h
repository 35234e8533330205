// SPDX-License-Identifier: MIT
// Rules on their way into a Cloud Firewall, for this room only.
#ifndef STEP_FIREWALL_OUTER_PRIVATE_H
#define STEP_FIREWALL_OUTER_PRIVATE_H

#include "base/cidr.h"
#include "base/vec.h"
#include "step/firewall/outer.h"

struct nets {
    struct cidr *items;
    size_t n, cap;
};

// What one rule lets through: every port of its with every network of its.
struct opening {
    bool out;
    enum cloud_protocol protocol;
    struct port_range *ports; // joined; in the arena
    size_t n_ports;           // 0: all
    struct nets nets;         // in order
    const char *text;
};

struct openings {
    struct opening *items;
    size_t n, cap;
};

struct notes {
    const char **items;
    size_t n, cap;
};

// nets.c: networks, each list in order.
void nets_sort(struct nets *list);
bool nets_same(const struct nets *a, const struct nets *b);
void nets_join(struct nets *to, const struct nets *from);
// Those that lie within another of them go; no coarser.
void nets_trim(struct nets *list);
// Those within the range become it; how many were. 0: fewer than two, they stay.
size_t nets_take(struct nets *list, const char *range);
// Wider ones take the place of all, until there are so many at most.
void nets_widen(struct nets *list, size_t most);

// coarsen.c: fewer and coarser, until the cloud takes them.
int outer_fit(struct arena *a, const struct outer_args *args, struct openings *all,
    struct notes *notes, struct lct_err *err);

#endif
