// SPDX-License-Identifier: MIT
// Bytes as text: base64 of RFC 4648, with its padding.
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

// Appends n bytes as one line without an end.
void base64_add(struct buf *out, const void *data, size_t n);
// Appends the bytes that a text of n characters stands for; false: it is none.
bool base64_read(struct buf *out, const char *text, size_t n);

#endif
