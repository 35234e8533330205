// SPDX-License-Identifier: MIT
// A bounded folder of fetched packages, by the digest of their URL.
#ifndef LAB_PACKAGES_APTCACHE_H
#define LAB_PACKAGES_APTCACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

// Only what never changes under its URL is kept: packages, and lists named by their digest.
bool aptcache_keeps(const char *url);
bool aptcache_get(const char *dir, const char *url, struct buf *out);
// Stores it, and drops the oldest when the folder grows over its bound. A failure is no harm.
void aptcache_put(const char *dir, const char *url, const void *data, size_t n);

#endif
