// SPDX-License-Identifier: MIT
// A growing array of any type: `struct { struct node *items; size_t n, cap; } v = {0};`
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"

#define VEC(type)      \
    struct {           \
        type *items;   \
        size_t n, cap; \
    }

// Adds a zeroed element and yields its address (valid until the next vec_add).
#define vec_add(v)                                                           \
    (vec_grow((void **)&(v)->items, &(v)->n, &(v)->cap, sizeof *(v)->items), \
        &(v)->items[(v)->n - 1])

#define vec_push(v, value) ((void)(*vec_add(v) = (value)))

#define vec_done(v) (free((v)->items), (v)->items = NULL, (v)->n = (v)->cap = 0)

// Removes element i, keeping the order.
#define vec_remove(v, i) vec_cut((v)->items, &(v)->n, (i), sizeof *(v)->items)

#define vec_each(p, v) \
    for (__typeof__(&*(v)->items) p = (v)->items; (v)->n && p < (v)->items + (v)->n; p++)

void vec_grow(void **items, size_t *n, size_t *cap, size_t size);
void vec_cut(void *items, size_t *n, size_t i, size_t size);

#endif
