// SPDX-License-Identifier: MIT
// A block device as a node sees it: its file in /dev, the links in /dev/disk, its place in /sys.
#ifndef LAB_BLOCK_DEVICE_H
#define LAB_BLOCK_DEVICE_H

#include "lab/block/signature.h"

#define DEVICE_NAME 8 // "sdbl"

struct device {
    char name[DEVICE_NAME];
    char *path; // of its file on this machine
    char *id;   // its name in /dev/disk/by-id; "": none
    int fd;     // holds it; -1: not there
    unsigned minor;
    struct signature what; // as its links say
    int seen;              // the watch for writers of it; -1: none
};

// "NAME PATH ID" or "NAME PATH" of a list of lines; false: that is none. Its texts are its own.
bool device_parse(const char *line, struct device *out);
void device_free(struct device *d);

// In the root file system that is the current folder: makes it, takes it away, or takes away only
// the links that tell what is on it. False when that fails.
bool device_show(const struct device *d);
void device_hide(const struct device *d);
bool device_links_make(const struct device *d);
void device_links_remove(const struct device *d);

#endif
