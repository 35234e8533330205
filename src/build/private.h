// SPDX-License-Identifier: MIT
// A graph under construction, for build/ only.
#ifndef BUILD_PRIVATE_H
#define BUILD_PRIVATE_H

#include "build/build.h"

struct build {
    struct graph *graph;
    struct world *world;
    const struct wants *of;
    const struct map *done;
    struct step *known;  // joins all creates
    struct step *told;   // joins all pushes of what is known then
    struct step *gone;   // joins all deletes of machines
    struct step **made;  // of each holding: what makes it, or NULL
    struct step *parted; // joins all that leave a placement group
};

// noun.c: before the nodes; what makes a holding, NULL: it is there, or it is none.
void build_holdings(struct build *b);
struct step *build_made(const struct build *b, const struct holding *h);

#endif
