// SPDX-License-Identifier: MIT
// Disks, volumes and storage plans.
#include "plan/language/language.h"

#include "model/path.h"

static const struct schema size = { .type = S_SIZE };
static const char *const fs_words[] = { "ext4", "ext3", "swap", "raw", "xfs", "btrfs", NULL };
static const struct schema fs = { .type = S_ENUM, .words = fs_words };
static const char *const type_words[] = { "disk", "blockstore", NULL };
static const struct schema type = { .type = S_ENUM, .words = type_words };

static const struct schema mount = { .type = S_TEXT,
    .min = 1,
    .max = 4096,
    .what = "a place to mount at",
    .fault = mount_path_fault,
    .pattern = "^/([^/]+(/[^/]+)*)?$" };
static const struct schema_field disk_fields[] = {
    { "label", NULL, &language_name, true, NULL, "its name, unique in the list" },
    { "size", NULL, &size, false, NULL,
        "80% of the type's disk, 500GB, or auto: what is left, or for swap what the memory wants" },
    { "fs", NULL, &fs, false, NULL, "ext4 (default), ext3, swap, raw, xfs or btrfs" },
    { "boot", NULL, &language_truth, false, NULL,
        "the node boots from it and has its image there" },
    { "device", NULL, &language_text, false, NULL, "/dev/sda to /dev/sdh; default by its place" },
    { "mount", NULL, &mount, false, NULL, "where it is mounted: an absolute path" },
    { "options", NULL, &language_text, false, NULL, "of the mount, such as noatime" },
    { "type", NULL, &type, false, NULL, "disk (default), or blockstore: one volume for each node" },
    { "image", NULL, &language_text, false, NULL,
        "what is put on it: an id, such as linode/debian12" },
    { "encryption", NULL, &language_truth, false, NULL, "of a volume" },
    { NULL },
};
static const struct schema disk = { .type = S_MAP, .fields = disk_fields, .what = "a disk" };
static const struct schema disks = { .type = S_LIST, .item = &disk };
static const struct schema *const storage_choices[] = { &disks, &language_name, NULL };
const struct schema language_storage = {
    .type = S_ONE_OF,
    .choices = storage_choices,
    .what = "a list of disks, the name of a storage plan, or default",
};
const struct schema language_storageplans = {
    .type = S_DICT, .item = &disks, .what = "lists of disks by name"
};
