// SPDX-License-Identifier: MIT
// Content digests (SHA-256) and identifiers (UUID version 4).
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#include "base/random.h"

#define DIGEST_TEXT 65
#define UUID_TEXT 37

// Lower-case hex of SHA-256.
const char *digest_text(const void *data, size_t n, char out[static DIGEST_TEXT]);

#define FINGERPRINT_TEXT 51
// "SHA256:..." of the bytes that n characters of base64 stand for, as OpenSSH names a public key;
// NULL: they are none, or too many for a key.
const char *digest_fingerprint(const char *base64, size_t n, char out[static FINGERPRINT_TEXT]);

// A new UUID, drawn from the source.
const char *uuid_new(struct random *r, char out[static UUID_TEXT]);

#endif
