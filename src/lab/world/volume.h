// SPDX-License-Identifier: MIT
// Volumes in the world.
#ifndef LAB_WORLD_VOLUME_H
#define LAB_WORLD_VOLUME_H

#include "lab/world/noun.h"

#define VOLUMES "volumes"
#define VOLUME VOLUMES "/{}"
#define VOLUME_SIZE_MAX INT64_C(16384) // GB

enum volume_job {
    VOLUME_CREATE,
    VOLUME_CLONE, // its argument: the one to copy
    VOLUME_ATTACH,
    VOLUME_DETACH,
    VOLUME_RESIZE, // its argument: the size it had
    VOLUME_DELETE
};

// As the API shows it; NULL: there is none such.
struct doc *volume_find(struct lab *lab, struct arena *a, int64_t id);
// The one of the call's first parameter; NULL: the call is refused.
struct doc *volume_need(struct call *c);
// The same, refused also while something is being done with it.
struct doc *volume_need_idle(struct call *c);
// Answers with those of a Linode; 0: all.
void volume_list_answer(struct call *c, int64_t linode);
// A job and its event; with the Linode that it is attached to, if there is one.
void volume_schedule(struct lab *lab, enum volume_job kind, int64_t id, int64_t argument);

// The Linode of the body, which has to be in this region (NULL: in any); NULL: none is named, or it
// is refused.
const struct doc *volume_linode_read(struct call *c, const char *region);
// Refuses what would be one volume too many for it; yields the configuration that gets it, or 0.
int64_t volume_place_find(struct call *c, int64_t linode);
void volume_attach_to(struct call *c, int64_t id, int64_t linode, int64_t config);

// disk_work.c: what its jobs do with it.
void volume_act_make(struct job *job);
void volume_act_copy(struct job *job);
void volume_act_attach(struct job *job);
void volume_act_detach(struct job *job);
void volume_act_resize(struct job *job);
void volume_act_delete(struct job *job);

#endif
