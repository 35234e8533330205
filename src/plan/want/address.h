// SPDX-License-Identifier: MIT
// Addresses of a node: what the plan says beside what there is.
#ifndef PLAN_WANT_ADDRESS_H
#define PLAN_WANT_ADDRESS_H

#include "plan/plan.h"

// Adds to the fields of the change, four at most, and says whether anything is to be done in
// place.
void address_compare(struct arena *a, const struct desired *d, struct change *c);

#endif
