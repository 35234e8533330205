// SPDX-License-Identifier: MIT
// A text case of changes while it is played: what there is, the plan, and what comes of both.
#ifndef TEST_PLAN_STAGE_H
#define TEST_PLAN_STAGE_H

#include "base/map.h"
#include "casefile.h"
#include "model/catalogue.h"
#include "plan/plan.h"

struct stage {
    struct arena *arena;
    struct text_case *text;
    const struct catalogue *catalogue;
    struct diags diags;
    struct plan *plan;
    struct map drawn;
    VEC(struct node *) have;
    struct desired *desired;
    size_t n_desired;
    struct change *changes;
    size_t n_changes;
    struct lct_err err;
    unsigned uuids;
};

// Sets what there is already: nodes and their machines, numbers drawn.
void stage_have(struct stage *s);

// Draws numbers and makes uuids for the nodes to come; user: the stage.
int64_t stage_draw(void *user, const char *counter);
void stage_uuid(void *user, char out[static UUID_TEXT]);

#endif
