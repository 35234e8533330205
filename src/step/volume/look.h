// SPDX-License-Identifier: MIT
// What the steps about volumes share: each looks first, since what it wants may be so already, or
// another hand may have been there; what takes its time is looked at again.
#ifndef STEP_VOLUME_LOOK_H
#define STEP_VOLUME_LOOK_H

#include "step/world.h"

struct volume_wish {
    // Is it as it should be, once it is ready?
    bool (*is_so)(const struct holding *h, const struct thing *t);
    // NULL, or what stands against it.
    int (*check)(const struct holding *h, const struct thing *t, struct lct_err *err);
    struct op *(*ask)(struct holding *h, cloud_done_fn *fn, void *user);
    const char *doing; // "being attached"
};

// What was seen of the volume of this step. LCT_ENOTFOUND is the caller's to judge.
void volume_seen(struct step *s, const struct volume_wish *wish, const struct lct_err *err,
    const struct thing *t);
// A callback of `ask`: what has begun is looked at again, and so is what nobody heard of.
void volume_asked(void *user, const struct lct_err *err);

#endif
