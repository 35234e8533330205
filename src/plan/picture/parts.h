// SPDX-License-Identifier: MIT
// What the parts of drawing share: what is in the picture, and the arrows.
#ifndef PLAN_PICTURE_PARTS_H
#define PLAN_PICTURE_PARTS_H

#include "base/map.h"
#include "base/vec.h"
#include "plan/picture/picture.h"

// The nodes of one group in one region.
struct pictured_group {
    const char *id;               // "us-east/web"
    const char *name, *region;    // region: its id
    const struct node_plan *np;   // NULL: the plan no longer has it
    const struct region_plan *rp; // likewise
    VEC(const struct node *) nodes;
    bool folded; // one box stands for all of them
};

// An arrow, or a line, from one box to another.
struct arrow {
    const char *from, *to; // ids of groups, balancers, outsiders
    const char *style;     // "flow", "depends", "order"
    VEC(const char *) labels;
};

struct picture {
    struct arena *arena;
    const struct picture_args *args;
    VEC(struct pictured_group *) groups;
    struct map by_id;       // of groups
    struct map by_selector; // tag or name -> struct selected
    struct map arrows;      // "STYLE FROM\nTO" -> struct arrow, in the order they were found
    struct map outsiders;   // id -> label: networks, other clusters
};

struct selected {
    VEC(struct pictured_group *) groups;
};

// collect.c
void picture_collect(struct picture *p);
void picture_done(struct picture *p);
// arrows.c
void picture_arrows(struct picture *p);

#endif
