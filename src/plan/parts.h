// The parts that come with the program (share/parts): SCHEME-NAME.EXTENSION.
#ifndef PLAN_PARTS_H
#define PLAN_PARTS_H

#include "base/embed.h"

extern const struct embedded plan_parts[];

#endif
