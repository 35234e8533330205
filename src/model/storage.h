// SPDX-License-Identifier: MIT
// Disks and volumes of a node plan.
#ifndef MODEL_STORAGE_H
#define MODEL_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    bool encrypted;
    struct doc_pos pos, size_pos, fs_pos;
};

// storageplans: a list with a name.
struct plan_storage {
    const char *name; // NULL: the node plan's own list
    struct plan_disk *disks;
    size_t n_disks;
    bool wrong; // its sizes are, and this was told
    struct doc_pos pos;
};

#endif
