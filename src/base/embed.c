// SPDX-License-Identifier: MIT
// Looking up embedded files.
#include "base/embed.h"

#include <string.h>

const struct embedded *
embed_find(const struct embedded *table, const char *name)
{
    for (; table->name; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}
