// SPDX-License-Identifier: MIT
// Gzip, by zlib.
#include "base/gzip.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/secret.h"

#define WITH_GZIP 16 // to the bits of the window: a gzip file's head and end
#define MEMORY 8     // zlib's default

// Memory of zlib's, whose size is kept before it, so that it can be wiped.
union block {
    size_t size;
    max_align_t content;
};

static voidpf
block_new(voidpf opaque, uInt items, uInt size)
{
    const size_t n = (size_t)items * size;
    union block *b = mem_alloc(sizeof *b + n);

    (void)opaque;
    b->size = n;
    return b + 1;
}

static void
block_free(voidpf opaque, voidpf address)
{
    union block *b = (union block *)address - 1;

    (void)opaque;
    secret_wipe(b + 1, b->size);
    free(b);
}

void
gzip_add(struct buf *out, const void *data, size_t n)
{
    z_stream z = { .zalloc = block_new, .zfree = block_free };
    int code = deflateInit2(
        &z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + WITH_GZIP, MEMORY, Z_DEFAULT_STRATEGY);

    assert(code == Z_OK);
    const size_t room = deflateBound(&z, n);
    z.next_in = (z_const Bytef *)(uintptr_t)data;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)buf_room(out, room);
    z.avail_out = (uInt)room;
    code = deflate(&z, Z_FINISH);
    assert(code == Z_STREAM_END);
    buf_grew(out, z.total_out);
    deflateEnd(&z);
}

size_t
gzip_size(const void *data, size_t n)
{
    _own_(buf) struct buf out = { 0 };

    gzip_add(&out, data, n);
    return out.len;
}
