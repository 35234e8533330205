// SPDX-License-Identifier: MIT
// SHA-256 and UUIDs, by libsodium.
#include "base/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KEY_MAX 16384 // bytes

const char *
digest_text(const void *data, size_t n, char out[static DIGEST_TEXT])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, data, n);
    sodium_bin2hex(out, DIGEST_TEXT, hash, sizeof hash);
    return out;
}

const char *
digest_fingerprint(const char *base64, size_t n, char out[static FINGERPRINT_TEXT])
{
    static const char head[] = "SHA256:";
    unsigned char blob[KEY_MAX], hash[crypto_hash_sha256_BYTES];
    size_t len;

    if (sodium_base642bin(
            blob, sizeof blob, base64, n, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) < 0)
        return NULL;
    crypto_hash_sha256(hash, blob, len);
    memcpy(out, head, sizeof head);
    sodium_bin2base64(out + sizeof head - 1, FINGERPRINT_TEXT - sizeof head + 1, hash, sizeof hash,
        sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return out;
}

const char *
uuid_new(struct random *r, char out[static UUID_TEXT])
{
    unsigned char b[16];

    r->fill(r, b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, UUID_TEXT, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
        b[14], b[15]);
    return out;
}
