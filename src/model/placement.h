// SPDX-License-Identifier: MIT
// Placement groups: machines that the cloud keeps apart. What one cannot change are its type
// ("anti_affinity:local") and its policy ("strict" or "flexible"), with a blank between them.
#ifndef MODEL_PLACEMENT_H
#define MODEL_PLACEMENT_H

#include "base/arena.h"

const char *placement_traits(struct arena *a, const char *type, const char *policy);
// Both live in the arena; "" where there is none.
void placement_traits_read(
    struct arena *a, const char *traits, const char **type, const char **policy);

#endif
