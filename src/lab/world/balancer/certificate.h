// SPDX-License-Identifier: MIT
// The certificate that a NodeBalancer shows, and its key: a file of the lab's folder, which only
// its owner reads. Its name is a digest of what it holds, so that it never changes.
#ifndef LAB_WORLD_BALANCER_CERTIFICATE_H
#define LAB_WORLD_BALANCER_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pem.h"
#include "lct/err.h"

#define CERTIFICATE_NAME 65

struct certificate {
    struct pem_certificate is;
    char name[CERTIFICATE_NAME]; // of its file
};

// Both are PEM; behind the certificate there may be those of its authorities. False: *field of the
// body is wrong, and *why.
bool certificate_read(const char *cert, const char *key, struct certificate *out,
    const char **field, const char **why);

// Writes certificates/NAME below the folder.
int certificate_keep(const char *folder, const struct certificate *c, const char *cert,
    const char *key, struct lct_err *err);

#endif
