// SPDX-License-Identifier: MIT
// Disks of a machine, and the configurations that it boots with: which disk or volume is which of
// its devices, with which kernel, and what the cloud does to its files before.
#ifndef MODEL_DISK_H
#define MODEL_DISK_H

#include "base/digest.h"
#include "base/secret.h"
#include "model/field.h"
#include "model/machine.h"

// As the cloud shows it.
struct disk {
    const char *id, *label;
    const char *fs; // what the cloud made on it: "ext4" "ext3" "swap" "raw"
    int64_t size_mb;
    bool ready; // nothing makes, changes or removes it
};

extern const struct field disk_record[];

// And as it is asked for: empty, or with an image and who may log in to it.
struct disk_spec {
    const char *label, *fs; // fs NULL: the image's
    int64_t size_mb;
    const char *image;                  // NULL: empty
    const char *const *authorized_keys; // NULL-terminated public keys for root, or NULL
    const struct secret *root_password; // NULL: none
    const char *script;           // id of a StackScript that is run where it boots first; NULL
    const struct secret *answers; // to what that asks for, a JSON map of texts; NULL: none
};

#define N_SLOTS 8 // "sda" to "sdh"

// A device: the id of a disk of the machine, or of a volume. Both NULL: there is none.
struct slot {
    const char *disk, *volume;
};

// What the cloud does before each boot, or keeps from being done: a set of them.
enum helper {
    HELPER_DISTRO = 1,       // mends what the image's init would stumble on
    HELPER_MODULES = 2,      // writes modules.dep for the cloud's kernel
    HELPER_NETWORK = 4,      // writes the configuration of the network
    HELPER_DEVTMPFS = 8,     // mounts /dev
    HELPER_NO_UPDATEDB = 16, // keeps updatedb from running
};

struct config {
    const char *id; // NULL where it is asked for
    const char *label;
    const char *kernel; // NULL: the cloud's choice
    const char *root;   // "/dev/sda"
    struct slot slots[N_SLOTS];
    unsigned helpers;
    const struct interface *interfaces; // of a machine that has them so; none: they stay, or a
    size_t n_interfaces;                // public one
};

const char *slot_name(unsigned slot); // "sda"

// Labels of disks and configurations are for people ("Debian 12 Disk"): what can be shown, 1 to 48
// characters.
bool title_valid(const char *s);

// What a file system made on the node on its disk of this label has as its UUID: the same whenever
// it is asked for, another for its next machine. Version 8 of RFC 9562.
const char *disk_uuid(
    const char *node_uuid, unsigned generation, const char *label, char out[static UUID_TEXT]);

#endif
