// SPDX-License-Identifier: MIT
// The untyped half of vec.h.
#include "base/vec.h"

#include <string.h>

void
vec_grow(void **items, size_t *n, size_t *cap, size_t size)
{
    if (*n == *cap) {
        *cap = *cap ? *cap * 2 : 8;
        *items = mem_resize(*items, *cap * size);
    }
    memset((char *)*items + *n * size, 0, size);
    ++*n;
}

void
vec_cut(void *items, size_t *n, size_t i, size_t size)
{
    char *at = (char *)items + i * size;

    memmove(at, at + size, (*n - i - 1) * size);
    --*n;
}
