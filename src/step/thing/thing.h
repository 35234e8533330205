// SPDX-License-Identifier: MIT
// Making and removing: the same for the things of every noun. A noun names its two kinds of steps,
// so that the journal and what is learned of their length tell them apart.
#ifndef STEP_THING_THING_H
#define STEP_THING_THING_H

#include "step/world.h"

// create.c: asks for one, or finds what an earlier try made.
int thing_render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err);
void thing_create(struct step *s);
void thing_adopt(struct step *s);
// delete.c: removes what the inventory knows as ours, and whose label still says so.
void thing_delete(struct step *s);

#define THING_CREATE(noun)                                                                         \
    {                                                                                              \
        .name = noun ".create", .verb = "creating", .past = "created", .lane = LANE_API,           \
        .changes_subject = true, .retry = &retry_api, .usual_ms = 1000, .request = noun ".create", \
        .render = thing_render, .start = thing_create, .adopt = thing_adopt,                       \
        .failed = holding_failed,                                                                  \
    }

#define THING_DELETE(noun)                                                                         \
    {                                                                                              \
        .name = noun ".delete", .verb = "deleting", .past = "deleted", .lane = LANE_API,           \
        .changes_subject = true, .retry = &retry_api, .usual_ms = 1000, .request = noun ".remove", \
        .start = thing_delete, .failed = holding_failed,                                           \
    }

// Does it carry all tags that say whose it is?
bool holding_owns(const struct holding *h, const struct thing *t);

// Notes where a node finds it, when the cloud tells.
void holding_found(struct holding *h, const struct thing *t);

// The operations of its noun on the cloud.
const struct thing_ops *holding_ops(const struct holding *h);

#endif
