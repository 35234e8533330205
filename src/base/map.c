// SPDX-License-Identifier: MIT
// Open addressing over an array of items kept in order; slots hold index + 1, 0 is empty.
#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"

static uint64_t
hash(const char *key)
{
    uint64_t h = random_hash_seed() ^ 0xcbf29ce484222325u;

    for (; *key; key++) {
        h = (h ^ (unsigned char)*key) * 0x100000001b3u;
        h ^= h >> 29;
    }
    return h ^ h >> 32;
}

void
map_done(struct map *m)
{
    for (size_t i = 0; i < m->n_items; i++)
        free(m->items[i].key);
    free(m->items);
    free(m->slots);
    *m = (struct map){ 0 };
}

// The slot that holds the key, or the free one where it would go. Removed items keep their slot
// until the next rehash, so that chains stay whole.
static unsigned *
slot_of(const struct map *m, const char *key)
{
    size_t i = hash(key) & (m->n_slots - 1);

    for (;; i = (i + 1) & (m->n_slots - 1)) {
        unsigned at = m->slots[i];
        if (!at)
            return &m->slots[i];
        if (m->items[at - 1].key && strcmp(m->items[at - 1].key, key) == 0)
            return &m->slots[i];
    }
}

static void
compact(struct map *m)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n_items; i++)
        if (m->items[i].key)
            m->items[kept++] = m->items[i];
    m->n_items = kept;
}

static void
rehash(struct map *m)
{
    size_t want = 16;

    compact(m);
    while (want < (m->n_items + 1) * 2)
        want *= 2;
    free(m->slots);
    m->slots = mem_array(want, sizeof *m->slots);
    m->n_slots = want;
    for (size_t i = 0; i < m->n_items; i++)
        *slot_of(m, m->items[i].key) = (unsigned)i + 1;
}

static struct map_item *
find(const struct map *m, const char *key)
{
    unsigned at = m->n_slots ? *slot_of(m, key) : 0;

    return at ? &m->items[at - 1] : NULL;
}

void *
map_get(const struct map *m, const char *key)
{
    struct map_item *it = find(m, key);

    return it ? it->value : NULL;
}

bool
map_has(const struct map *m, const char *key)
{
    return find(m, key) != NULL;
}

void *
map_put(struct map *m, const char *key, void *value)
{
    struct map_item *it = find(m, key);

    if (it) {
        void *old = it->value;
        it->value = value;
        return old;
    }
    if ((m->n_items + 1) * 4 > m->n_slots * 3)
        rehash(m);
    if (m->n_items == m->cap_items) {
        m->cap_items = m->cap_items ? m->cap_items * 2 : 8;
        m->items = mem_resize(m->items, m->cap_items * sizeof *m->items);
    }
    m->items[m->n_items] = (struct map_item){ .key = mem_strdup(key), .value = value };
    m->n_items++;
    m->n++;
    *slot_of(m, key) = (unsigned)m->n_items;
    return NULL;
}

void *
map_remove(struct map *m, const char *key)
{
    struct map_item *it = find(m, key);
    void *old;

    if (!it)
        return NULL;
    old = it->value;
    free(it->key);
    it->key = NULL;
    m->n--;
    return old;
}
