// SPDX-License-Identifier: MIT
// The parts that come with the program (share/parts): SCHEME-NAME.EXTENSION.
#ifndef PLAN_LOAD_PARTS_H
#define PLAN_LOAD_PARTS_H

#include "base/embed.h"

extern const struct embedded plan_parts[];

#endif
