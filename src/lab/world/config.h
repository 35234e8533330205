// SPDX-License-Identifier: MIT
// Configurations of Linodes: with which devices, and how, one boots.
#ifndef LAB_WORLD_CONFIG_H
#define LAB_WORLD_CONFIG_H

#include "lab/world/instance.h"

#define RESCUE_DISK 0 // where the root of rescue lies: no disk has that id
#define CONFIG_SLOT 8 // the longest name of a device, "sdbl", and its end

// For events: the one booted last, or else the first (NULL: there is none).
struct doc *config_entity(struct lab *lab, struct arena *a, int64_t linode);
// The one to boot unless another is named; 0: there is none.
int64_t config_default(struct lab *lab, int64_t linode);

// Of these disks (swap 0: none), for a Linode that is made from an image.
void config_insert(struct call *c, int64_t linode, const char *label, const char *kernel,
    int64_t disk, int64_t swap);

// device.c: all devices of an answer - eight, or as many as the last one that is named -, as the
// body asks for them, or these disks in their order.
struct doc *config_devices_read(struct call *c);
struct doc *config_devices_of(struct arena *a, const int64_t *disks, size_t n);
// The first free device becomes this volume; false: none is free.
bool config_volume_add(struct lab *lab, int64_t config, int64_t volume);
// What is no more ("disk_id", "volume_id") is no device either.
void config_forget(struct lab *lab, const char *member, int64_t id);

// config_work.c: what the fleet is told. The disk that the Linode boots from, which was made from
// an image (0: it has none); its block devices, one a line as in lab/fleet/fleet.h; one of them, a
// volume.
int64_t config_root(struct lab *lab, int64_t linode);
const char *config_devices(struct lab *lab, struct arena *a, int64_t linode);
const char *config_device(struct lab *lab, struct arena *a, int64_t linode, int64_t volume);
// In rescue: its block devices, and its disks that were made from an image, as `trees` of a
// fleet_node.
const char *rescue_devices(struct lab *lab, struct arena *a, int64_t linode);
const char *rescue_trees(struct lab *lab, struct arena *a, int64_t linode);

#endif
