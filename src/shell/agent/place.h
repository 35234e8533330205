// SPDX-License-Identifier: MIT
// Where an agent is found: a socket in a folder that only we can enter. Either a folder of its own,
// which goes with it; or a name in one that is shared by all, where one agent at a time serves.
#ifndef SHELL_AGENT_PLACE_H
#define SHELL_AGENT_PLACE_H

#include <stdbool.h>

#include "lct/err.h"

struct agent_place {
    char *folder, *path;
    bool shared;
    int fd; // of whoever listens here; -1: we do not
};

// A folder of its own below the first of the two in which there is room for one; first may be NULL.
int agent_place_own(
    struct agent_place *p, const char *first, const char *second, struct lct_err *err);
// The folder is made when it is missing. LCT_EFAILED: it is not ours alone.
int agent_place_shared(
    struct agent_place *p, const char *folder, const char *name, struct lct_err *err);

// Does somebody serve here? Who does takes it for use, and will not leave at once.
bool agent_place_is_served(const struct agent_place *p);
// Programs can connect from now on. LCT_EEXISTS: somebody serves at this shared place.
int agent_place_listen(struct agent_place *p, struct lct_err *err);
// Leaves, unless somebody waits to be served; false then.
bool agent_place_leave_unused(struct agent_place *p);
// Leaves: a socket goes with whoever listened there, a folder of its own, too.
void agent_place_remove(struct agent_place *p);
// Forgets it; nothing is removed.
void agent_place_done(struct agent_place *p);

#endif
