// SPDX-License-Identifier: MIT
// Machines that are to be something: looked at before and after they are asked, so that an answer
// nobody heard does no harm, and nothing is asked that is so.
#ifndef STEP_MACHINE_WISH_H
#define STEP_MACHINE_WISH_H

#include "graph/graph.h"
#include "step/world.h"

struct machine_wish {
    bool (*is_so)(const struct member *m, const struct machine *found);
    void (*ask)(struct member *m, cloud_done_fn *fn, void *user);
    const char *doing;                // "shutting down": while it is under way
    void (*became)(struct member *m); // it is so: notes it; NULL: there is nothing to note
};

// What the cloud said to what it was asked; user is the step.
void machine_asked(void *user, const struct lct_err *err);

// The `start` of such a step.
void machine_wish(struct step *s, const struct machine_wish *w);

#endif
