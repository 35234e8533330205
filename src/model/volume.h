// SPDX-License-Identifier: MIT
// Volumes: disks of their own, which a machine may have and another one get with all that is on
// them. What one cannot change is whether it is encrypted.
#ifndef MODEL_VOLUME_H
#define MODEL_VOLUME_H

#include <stdbool.h>

#include "base/arena.h"

#define VOLUME_GB_MIN 10
#define VOLUME_GB_MAX 16384
#define VOLUME_LABEL_MAX 32

const char *volume_traits(bool encrypted); // "encrypted", "unencrypted"
bool volume_encrypted(const char *traits);

// Of its name, NODE/LABEL, the node's.
const char *volume_node(struct arena *a, const char *name);

// Is it where a node finds a volume: a name in /dev/disk/by-id/, and nothing that leads elsewhere?
bool device_valid(const char *path);

#endif
