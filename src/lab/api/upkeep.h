// SPDX-License-Identifier: MIT
// What is announced that will be done to Linodes, as a test wants it.
#ifndef LAB_API_UPKEEP_H
#define LAB_API_UPKEEP_H

#include "lab/lab.h"

// {"maintenance": [{linode: its id, type, when, reason, status}]}, the last three if wanted; takes
// the place of what was announced before. Nothing comes of it. Yields what is wrong with it, or
// NULL.
const char *upkeep_set(struct lab *lab, const struct doc *body);

#endif
