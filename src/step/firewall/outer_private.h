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
// Coarser, until there are so many at most. Those within one of the ranges (NULL-terminated) become
// that range first; `within` of them did so. What is left, if it is too much, becomes wider
// networks.
void nets_coarsen(struct nets *list, size_t most, const char *const *ranges, size_t *within,
    const char **range, bool *wider);

// coarsen.c: fewer and coarser, until the cloud takes them.
int outer_fit(struct arena *a, const struct outer_args *args, struct openings *all,
    struct notes *notes, struct lct_err *err);

#endif
