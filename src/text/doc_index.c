// SPDX-License-Identifier: MIT
// Where the keys of a map stand: found through a hash index when there are many.
#include "base/str.h"
#include "text/doc_private.h"

#define LINEAR_KEYS 16 // up to here, comparing is cheaper than hashing

struct doc_index {
    size_t n_slots;   // a power of two, at least twice the keys
    uint32_t slots[]; // 0: empty, else 1 + the position of the key
};

static size_t
hash_of(const char *key)
{
    uint64_t h = 0xcbf29ce484222325;

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 0x100000001b3;
    return (size_t)(h ^ (h >> 32));
}

static void
index_key(struct doc_index *index, const char *key, size_t i)
{
    size_t slot = hash_of(key) & (index->n_slots - 1);

    while (index->slots[slot])
        slot = (slot + 1) & (index->n_slots - 1);
    index->slots[slot] = (uint32_t)i + 1;
}

// Called when the last key was added.
void
doc_index_last(struct arena *a, struct doc *map)
{
    if (map->n <= LINEAR_KEYS)
        return;
    if (map->index && map->index->n_slots >= map->n * 2) {
        index_key(map->index, map->keys[map->n - 1]->text, map->n - 1);
        return;
    }
    size_t n_slots = 64;
    while (n_slots < map->n * 4)
        n_slots *= 2;
    map->index = arena_alloc(a, sizeof *map->index + n_slots * sizeof map->index->slots[0]);
    map->index->n_slots = n_slots;
    for (size_t i = 0; i < map->n; i++)
        index_key(map->index, map->keys[i]->text, i);
}

size_t
doc_key_position(const struct doc *map, const char *key)
{
    if (!map->index) {
        for (size_t i = 0; i < map->n; i++)
            if (str_eq(map->keys[i]->text, key))
                return i;
        return DOC_ABSENT;
    }
    size_t mask = map->index->n_slots - 1;
    for (size_t slot = hash_of(key) & mask; map->index->slots[slot]; slot = (slot + 1) & mask) {
        size_t i = map->index->slots[slot] - 1;
        if (str_eq(map->keys[i]->text, key))
            return i;
    }
    return DOC_ABSENT;
}
