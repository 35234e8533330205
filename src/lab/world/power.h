// SPDX-License-Identifier: MIT
// The node behind a Linode.
#ifndef LAB_WORLD_POWER_H
#define LAB_WORLD_POWER_H

#include "lab/lab.h"

// Does to the node what the job is about; job_acted is called once, never from within.
void power_act(struct job *job);

// The fleet's word that a node's init has ended by itself.
void power_ended(void *user, int64_t node, enum fleet_end how);

// What to tell of an image whose nodes really boot from another one; NULL: it is real.
const char *power_substitute(struct arena *a, const char *image);

// Removes the file systems of nodes that no Linode has.
void power_sweep(struct lab *lab);

#endif
