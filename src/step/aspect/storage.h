// SPDX-License-Identifier: MIT
// Disks and volumes of a node plan as the node has them: file systems, mounts, swap. Pure.
#ifndef STEP_ASPECT_STORAGE_H
#define STEP_ASPECT_STORAGE_H

#include "step/aspect/aspect.h"

// Its step runs share/node/storage.sh, which says what it does with a disk that holds something.
extern const struct aspect aspect_storage;

#endif
