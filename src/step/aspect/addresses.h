// SPDX-License-Identifier: MIT
// IPv4 addresses of a node beside its first one, as the node sets them up itself. Pure.
#ifndef STEP_ASPECT_ADDRESSES_H
#define STEP_ASPECT_ADDRESSES_H

#include "step/aspect/aspect.h"

// Its step runs share/node/addresses.sh.
extern const struct aspect aspect_addresses;

#endif
