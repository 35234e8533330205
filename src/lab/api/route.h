// SPDX-License-Identifier: MIT
// Which handler serves METHOD path, and what it asks for.
#ifndef LAB_API_ROUTE_H
#define LAB_API_ROUTE_H

#include "lab/call/call.h"

struct route {
    const char *method;
    const char *path;  // behind /v4/; "{}" is any one segment, "{+}" the rest
    const char *scope; // "*": any token will do
    enum rate rate;
    bool public; // needs no token
    call_fn *fn;
};

// Fills params (decoded, in the arena). NULL: there is none; *other says whether the path exists
// for another method.
const struct route *route_find(struct arena *a, const char *method, const char *path,
    const char *params[static CALL_PARAMS], bool *other);

#endif
