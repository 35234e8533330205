// SPDX-License-Identifier: MIT
// What is on a block device: the UUID and the label of a file system or a swap area.
#ifndef LAB_BLOCK_SIGNATURE_H
#define LAB_BLOCK_SIGNATURE_H

#include <stdbool.h>

#define SIGNATURE_UUID 37
#define SIGNATURE_LABEL 257

struct signature {
    bool swap;
    char uuid[SIGNATURE_UUID];   // "": nothing that we know
    char label[SIGNATURE_LABEL]; // "": none, or one that is no file's name
};

void signature_read(int fd, struct signature *out);

#endif
