// SPDX-License-Identifier: MIT
// Disks of Linodes in the world.
#ifndef LAB_WORLD_DISK_H
#define LAB_WORLD_DISK_H

#include "lab/world/instance.h"

struct disk_wish {
    const char *label, *filesystem;
    int64_t size;                       // MB
    const struct instance_image *image; // NULL: it is made empty
};

// A row; whoever adds it sees to it that a job makes the disk. Yields its id.
int64_t disk_insert(struct lab *lab, int64_t linode, const struct disk_wish *w);

#endif
