// SPDX-License-Identifier: MIT
// A hash map from text to pointer. Iteration is in order of insertion.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/own.h"

struct map_item {
    char *key; // NULL: removed
    void *value;
};

struct map {
    struct map_item *items;
    size_t n_items, cap_items; // including removed ones
    size_t n;                  // live ones
    unsigned *slots;
    size_t n_slots;
};

void map_done(struct map *m); // keys are the map's own, values the caller's
OWN_STRUCT(map, struct map, map_done);

void *map_get(const struct map *m, const char *key); // NULL when absent
bool map_has(const struct map *m, const char *key);
void *map_put(struct map *m, const char *key, void *value); // yields the value replaced, or NULL
void *map_remove(struct map *m, const char *key);           // yields the value removed, or NULL

#define map_each(it, m)                                                                          \
    for (struct map_item *it = (m)->items; (m)->n_items && it < (m)->items + (m)->n_items; it++) \
        if (it->key)

#endif
