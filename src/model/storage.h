// SPDX-License-Identifier: MIT
// Disks and volumes of a node plan.
#ifndef MODEL_STORAGE_H
#define MODEL_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "text/doc.h"

enum size_kind {
    SIZE_AUTO,    // swap: by the memory; else what is left of the type's disk
    SIZE_PERCENT, // of the type's disk
    SIZE_MB,
    SIZE_WRONG, // told already
};

// One disk, or (blockstore) one volume for each node.
struct plan_disk {
    const char *label;
    bool blockstore;
    enum size_kind size_kind;
    double percent;
    int64_t mb;      // as asked (SIZE_MB)
    int64_t size_mb; // by resolve: what it will have
    const char *fs;  // "ext4" "ext3" "swap" "raw" by the API, "xfs" "btrfs" made on the node
    bool boot;
    const char *device;  // "sda".."sdh", by its place when the plan does not say
    const char *mount;   // path, or NULL
    const char *options; // of mounting, or NULL
    const char *image;   // id, REPO:NAME, file or URL; NULL: the node's (boot), else none
    bool encrypted;      // a volume
    struct doc_pos pos, size_pos, fs_pos;
};

// storageplans: a list with a name.
struct plan_storage {
    const char *name; // NULL: the node plan's own list
    struct plan_disk *disks;
    size_t n_disks;
    bool beside; // volumes alone: the disks are the cloud's own
    bool wrong;  // its sizes are, and this was told
    struct doc_pos pos;
};

// Its disks as they are told and compared, "sda boot 20480 ext4, sdb swap 512 swap", once they have
// sizes; NULL: the cloud's own (of NULL, too).
const char *storage_disks(struct arena *a, const struct plan_storage *s);

// A disk as such a text has it.
struct told_disk {
    const char *device, *label, *fs;
    const char *image; // NULL: none of its own
    int64_t mb;
};

// Reads them; what is none is passed by. Yields how many.
size_t storage_disks_read(struct arena *a, const char *text, struct told_disk **ret);
const struct told_disk *told_disk_find(const struct told_disk *disks, size_t n, const char *label);

// The text, but for the disk of that label.
const char *storage_disks_without(struct arena *a, const char *text, const char *label);

// NULL: it has none.
const struct plan_disk *storage_boot(const struct plan_storage *s);

#endif
