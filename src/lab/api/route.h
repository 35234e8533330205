// SPDX-License-Identifier: MIT
// Which handler serves METHOD path, and what it asks for.
#ifndef LAB_API_ROUTE_H
#define LAB_API_ROUTE_H

#include "lab/world/noun.h"

extern const struct noun account_noun, sshkey_noun, stock_noun, token_noun, upkeep_noun;

extern const struct noun *const api_nouns[]; // all that there are; NULL ends them

// The route that fits best: the one with the fewest `{}`. Fills params (decoded, in the arena).
// NULL: there is none; *other says whether the path exists for another method.
const struct route *route_find(const struct noun *const *nouns, struct arena *a, const char *method,
    const char *path, const char *params[static CALL_PARAMS], bool *other);

#endif
