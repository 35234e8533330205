// SPDX-License-Identifier: MIT
// What a cluster has beside its nodes: one record for things of every noun, as the inventory keeps
// it.
#ifndef MODEL_RESOURCE_H
#define MODEL_RESOURCE_H

#include "model/node.h"

// Stored by name.
enum noun { NOUN_PLACEMENT, N_NOUNS };

const char *noun_title(enum noun n); // "placement group"

struct resource {
    enum noun noun;
    char uuid[UUID_TEXT];
    char cluster[UUID_TEXT];
    const char *name;     // as the plan calls it; unique in its cluster, noun and region
    const char *label;    // the cloud's
    const char *region;   // its id
    const char *cloud_id; // NULL: none known
    const char *traits;   // of its noun, what it cannot change: "anti_affinity:local strict"
    enum state state;
    const char *error; // of a failed one; NULL
    int64_t created_ms, updated_ms;
};

extern const struct field resource_record[];

// The same as the cloud shows it. Texts are never NULL.
struct thing {
    const char *id, *label, *region, *traits;
    const char *const *members; // ids of machines in it, NULL-terminated; NULL: it has no such
};

struct things {
    struct thing *items;
    size_t n;
};

// And as it is asked for.
struct thing_spec {
    const char *label, *region, *traits;
};

#endif
