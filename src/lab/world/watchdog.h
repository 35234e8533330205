// SPDX-License-Identifier: MIT
// Linodes that stop by themselves.
#ifndef LAB_WORLD_WATCHDOG_H
#define LAB_WORLD_WATCHDOG_H

#include "lab/lab.h"

// The fleet's word that a node's init has ended by itself.
void watchdog_ended(void *user, int64_t node, enum fleet_end how);

#endif
