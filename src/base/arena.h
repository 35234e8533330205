// SPDX-License-Identifier: MIT
// Memory that is released all at once: one arena per document, plan, state, diff and graph.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/own.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);
OWN_POINTER(arena, struct arena, arena_free);

// All results are zeroed or terminated and live until arena_free.
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_copy(struct arena *a, const void *data, size_t n) // of any bytes
    __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((returns_nonnull, format(printf, 2, 3)));

// Bytes handed out so far.
size_t arena_size(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
