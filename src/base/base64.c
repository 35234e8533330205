// SPDX-License-Identifier: MIT
// Base64, by libsodium.
#include "base/base64.h"

#include <sodium.h>

void
base64_add(struct buf *out, const void *data, size_t n)
{
    size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);

    sodium_bin2base64(buf_room(out, size), size, data, n, sodium_base64_VARIANT_ORIGINAL);
    buf_grew(out, size - 1);
}

bool
base64_read(struct buf *out, const char *text, size_t n)
{
    size_t room = n / 4 * 3 + 3, got = 0;
    unsigned char *to = (unsigned char *)buf_room(out, room);
    bool good =
        sodium_base642bin(to, room, text, n, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;

    buf_grew(out, good ? got : 0);
    return good;
}
