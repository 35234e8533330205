// SPDX-License-Identifier: MIT
// Barriers: what comes after a group, a region or all nodes are ready.
#ifndef STEP_HOOK_BARRIER_H
#define STEP_HOOK_BARRIER_H

#include "step/kinds.h"

// Nodes that share events: those of one node plan in one region, or of all there that say the same
// cluster:.
struct crew {
    const char *name;     // "kafka in us-ord"
    size_t total;         // nodes that it is to have running
    size_t serving;       // of these serve already
    unsigned min;         // so many are enough; 0: by percent
    unsigned min_percent; // of the total; 0: all who come have to be well
    size_t came;          // barrier.c's: who came to the barrier, and was well
    const char *absent;   // likewise: names of those who were not; NULL: none
};

// Who comes to a barrier: as soon as this step has settled, well if it is done; NULL: at once.
struct comer {
    struct crew *crew;
    const struct member *member;
    const struct step *step;
    struct comer *next;
};

// The item of cluster.ready, cluster.started, region.ready, plan.ready, cluster.stopping,
// stage.started and stage.stopped.
struct barrier {
    struct world *world;
    struct step *step;
    struct comer *comers;
    int64_t pause_ms; // waited once all have come
};

#endif
