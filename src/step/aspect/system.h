// SPDX-License-Identifier: MIT
// Packages and settings of the kernel of a node plan.
#ifndef STEP_ASPECT_SYSTEM_H
#define STEP_ASPECT_SYSTEM_H

#include "step/aspect/aspect.h"

extern const struct aspect aspect_packages;
extern const struct aspect aspect_sysctl;

#endif
