// SPDX-License-Identifier: MIT
// How SSH writes numbers and strings (RFC 4251, section 5).
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include <stdint.h>

#include "base/buf.h"

void wire_add_u32(struct buf *b, uint32_t v);
void wire_add_string(struct buf *b, const void *data, size_t n);

// Bytes that are not read yet.
struct wire {
    const unsigned char *at;
    size_t n;
};

// Each takes one off the beginning; false, and nothing is taken, where it is cut off.
bool wire_take_u32(struct wire *w, uint32_t *ret);
bool wire_take_string(struct wire *w, struct wire *ret); // borrowed

#endif
