// SPDX-License-Identifier: MIT
// The traits of placement groups.
#include "model/placement.h"

#include <string.h>

const char *
placement_traits(struct arena *a, const char *type, const char *policy)
{
    return arena_printf(a, "%s %s", type, policy);
}

void
placement_traits_read(struct arena *a, const char *traits, const char **type, const char **policy)
{
    const size_t n = strcspn(traits, " ");

    *type = arena_strndup(a, traits, n);
    *policy = arena_strdup(a, traits[n] ? traits + n + 1 : "");
}
