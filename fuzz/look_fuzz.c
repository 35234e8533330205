// SPDX-License-Identifier: MIT
// What a node answers that is looked at.
#include "step/aspect/look.h"

#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    struct look l = { .asked = { [ASPECT_FIREWALL] = true, [ASPECT_USERS] = true } };
    struct lct_err err = { 0 };

    if (look_read(a, (const char *)data, size, &l, &err))
        return 0;
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        for (const struct difference *d = l.found[i]; d && d->what; d++)
            MUST(l.asked[i] && *d->name && *d->how && !strpbrk(d->name, "\t\n\x1b"));
    return 0;
}
