// SPDX-License-Identifier: MIT
// Bump allocation in growing blocks; a request larger than a block gets a block of its own.
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_BLOCK 4096u
#define LARGEST_BLOCK (1u << 20)

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *blocks; // the head is the one being filled
    size_t total;
};

struct arena *
arena_new(void)
{
    return NEW(struct arena);
}

void
arena_free(struct arena *a)
{
    if (!a)
        return;
    for (struct block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static struct block *
block_add(struct arena *a, size_t need)
{
    size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
    struct block *b;

    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < need)
        size = need;
    b = mem_alloc(sizeof *b + size);
    b->size = size;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

void *
arena_alloc(struct arena *a, size_t size)
{
    const size_t mask = alignof(max_align_t) - 1;
    size_t need = (size + mask) & ~mask;
    struct block *b = a->blocks;
    void *p;

    if (need < size)
        need = SIZE_MAX; // let the allocator refuse it
    if (!b || b->size - b->used < need)
        b = block_add(a, need);
    p = b->data + b->used;
    b->used += need;
    a->total += need;
    return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
    return arena_alloc(a, size && n > SIZE_MAX / size ? SIZE_MAX : n * size);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *d = arena_alloc(a, len + 1);

    memcpy(d, s, len);
    return d;
}

char *
arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *
arena_copy(struct arena *a, const void *data, size_t n)
{
    char *d = arena_alloc(a, n + 1);

    if (n)
        memcpy(d, data, n);
    return d;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    char *s;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    s = arena_alloc(a, (size_t)(n > 0 ? n : 0) + 1);
    vsnprintf(s, (size_t)(n > 0 ? n : 0) + 1, fmt, again);
    va_end(again);
    return s;
}

size_t
arena_size(const struct arena *a)
{
    return a->total;
}
