// SPDX-License-Identifier: MIT
// The units that a node plan's scripts of boot become on its nodes.
#ifndef STEP_ASPECT_BOOT_H
#define STEP_ASPECT_BOOT_H

#include "step/aspect/aspect.h"

extern const struct aspect aspect_boot;

// The unit of the script of that name, without its ending. In the arena.
const char *boot_unit(struct arena *a, const char *name);

#endif
