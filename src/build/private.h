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
    struct step *known; // joins all creates
    struct step *told;  // joins all pushes of what is known then
    struct step *gone;  // joins all deletes of machines
    struct step *
        *made; // of each holding: what makes it, or, once it is to be, attaches it; or NULL
    struct step *parted; // joins all that leave a placement group
};

// noun.c: before the nodes; what makes a holding, NULL: it is there, or it is none.
void build_holdings(struct build *b);
struct step *build_made(const struct build *b, const struct holding *h);

// volume.c: the member's machine has its volumes; fresh: it is one that has none yet. Yields the
// last, or `before`.
struct step *build_attached(struct build *b, struct member *m, bool fresh, struct step *before);
// The step counts on them, as large as they are to be.
void build_stored(struct build *b, const struct member *m, struct step *s);
// None of them is in its machine any more; NULL: so it is.
struct step *build_detached(struct build *b, struct member *m);

#endif
