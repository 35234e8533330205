// SPDX-License-Identifier: MIT
// Files carried inside the program (made by tools/embed): share/node/ scripts, the lab's
// catalogues.
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded {
    const char *name; // NULL ends a table
    const char *data; // terminated by a NUL that is not counted
    size_t size;
};

// The file of that name in a table, or NULL.
const struct embedded *embed_find(const struct embedded *table, const char *name);

#endif
