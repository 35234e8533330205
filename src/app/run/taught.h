// SPDX-License-Identifier: MIT
// What operations leave for the next to learn of: how long their steps took.
#ifndef APP_RUN_TAUGHT_H
#define APP_RUN_TAUGHT_H

#include "app/kept.h"
#include "app/run/crowd.h"

#define TAUGHT_MAX 200 // steps of each kind, the newest

// All that is kept: "KIND DIGEST" -> struct lesson_kept, digest "" where it does not matter.
int taught_read(struct lct *t, struct arena *a, struct map *ret, struct lct_err *err);
// The newest such steps that were seen; n of them, 0: none. digest NULL: of any.
struct seen *taught_seen(
    const struct map *taught, struct arena *a, const char *kind, const char *digest, size_t *n);
const char *taught_key(struct arena *a, const char *kind, const char *digest);

#endif
