// SPDX-License-Identifier: MIT
// Numbers and strings of SSH: four bytes, the highest first; a length, then as many bytes.
#include "base/wire.h"

void
wire_add_u32(struct buf *b, uint32_t v)
{
    const unsigned char bytes[] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16),
        (unsigned char)(v >> 8), (unsigned char)v };

    buf_add(b, bytes, sizeof bytes);
}

void
wire_add_string(struct buf *b, const void *data, size_t n)
{
    wire_add_u32(b, (uint32_t)n);
    buf_add(b, data, n);
}

static uint32_t
u32_at(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
skip(struct wire *w, size_t n)
{
    w->at += n;
    w->n -= n;
}

bool
wire_take_u32(struct wire *w, uint32_t *ret)
{
    if (w->n < 4)
        return false;
    *ret = u32_at(w->at);
    skip(w, 4);
    return true;
}

bool
wire_take_string(struct wire *w, struct wire *ret)
{
    if (w->n < 4 || u32_at(w->at) > w->n - 4)
        return false;
    *ret = (struct wire){ w->at + 4, u32_at(w->at) };
    skip(w, 4 + ret->n);
    return true;
}
