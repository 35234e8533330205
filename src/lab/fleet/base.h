// SPDX-License-Identifier: MIT
// The base root file system that every node's own layer lies on: made once, kept in a cache.
#ifndef LAB_FLEET_BASE_H
#define LAB_FLEET_BASE_H

#include "lct/err.h"

// Told about each step of the making, a line without its end; may be NULL.
typedef void base_progress_fn(void *user, const char *text);

// Makes sure that the base of this recipe is there, making it by mmdebstrap from this machine's own
// apt sources when not (about half a minute, as root). A changed recipe makes a new one; old ones
// that no lab uses are removed. *ret is its folder; free() it. Blocks: not within callbacks.
int lab_base_ensure(
    const char *cache_dir, base_progress_fn *progress, void *user, char **ret, struct lct_err *err);

// Keeps the base from being removed while this process lives. Yields 0 or a negative code.
int lab_base_hold(const char *base_dir, struct lct_err *err);

#endif
