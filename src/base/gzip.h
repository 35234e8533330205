// SPDX-License-Identifier: MIT
// Bytes made fewer, as gzip has them (RFC 1952), by zlib.
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include <stddef.h>

#include "base/buf.h"

// Appends what n bytes become: the same for the same ones, whenever. They may be secret: no memory
// but the buffer's has them afterwards.
void gzip_add(struct buf *out, const void *data, size_t n);

// How many they become.
size_t gzip_size(const void *data, size_t n);

#endif
