// SPDX-License-Identifier: MIT
// Lists of texts, NULL-terminated; NULL is the empty one.
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

size_t texts_count(const char *const *list);
bool texts_have(const char *const *list, const char *text);
bool texts_same(const char *const *a, const char *const *b); // in the same order
// Never NULL; texts and list live in the arena.
const char *const *texts_copy(struct arena *a, const char *const *list);
// The texts of the one, then those of the other, themselves as they are.
const char *const *texts_both(struct arena *a, const char *const *first, const char *const *then);

#endif
