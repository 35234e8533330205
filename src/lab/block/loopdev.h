// SPDX-License-Identifier: MIT
// Files as block devices. A device goes when nobody has it open any more, however he ends.
#ifndef LAB_BLOCK_LOOPDEV_H
#define LAB_BLOCK_LOOPDEV_H

#include "lct/err.h"

#define LOOPDEV_MAJOR 7

// Whether this machine gives any; a failure says what is missing.
int loopdev_usable(struct lct_err *err);
// The device of the file, made unless it has one already: there are never two, which would not know
// of each other's writes. Yields a descriptor that holds it, or a negative code.
int loopdev_open(const char *path, unsigned *minor, struct lct_err *err);
// The file has grown.
int loopdev_grow(int fd, struct lct_err *err);

#endif
