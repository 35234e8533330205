// SPDX-License-Identifier: MIT
// Files that list members, a line for each: they follow who joins and leaves.
#ifndef STEP_ASPECT_LISTS_H
#define STEP_ASPECT_LISTS_H

#include "step/aspect/aspect.h"

extern const struct aspect aspect_lists;

#endif
