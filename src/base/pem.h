// SPDX-License-Identifier: MIT
// Certificates in PEM, and whether a key is theirs: by libcrypto.
#ifndef BASE_PEM_H
#define BASE_PEM_H

#include <stdbool.h>
#include <stdint.h>

#include "lct/err.h"

struct secret;

struct pem_certificate {
    char subject[128];    // its common name, printable; "": it has none
    char fingerprint[60]; // SHA-1, as Linode shows it: "0A:1B:..."
    int64_t ends_ms;      // since 1970 UTC
};

// The first of the text; behind it there may be those of its authorities. False: there is none.
bool pem_certificate_read(const char *text, struct pem_certificate *ret);

enum pem_fit {
    PEM_FITS,
    PEM_NO_CERTIFICATE,
    PEM_NO_KEY, // or one with a passphrase
    PEM_OTHER_KEY,
};

enum pem_fit pem_fit(const char *certificate, const char *key);

// The file of a key, as it is. It must stay a file: whoever needs the key reads it anew.
int pem_key_read(const char *path, struct secret **ret, struct lct_err *err);

#endif
