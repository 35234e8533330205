// SPDX-License-Identifier: MIT
// cluster.ready, region.ready, plan.ready: joins all who were to come, well or badly, and lets
// those behind it pass when there are enough.
#include "step/hook/barrier.h"

#include "base/str.h"

static void
count(const struct barrier *b)
{
    struct arena *a = b->world->arena;

    for (const struct comer *one = b->comers; one; one = one->next) {
        one->crew->came = 0;
        one->crew->absent = NULL;
    }
    for (const struct comer *one = b->comers; one; one = one->next) {
        struct crew *c = one->crew;
        const char *name = one->member->node->name;
        if (one->step->state == STEP_DONE)
            c->came++;
        else
            c->absent = c->absent ? arena_printf(a, "%s, %s", c->absent, name) : name;
    }
}

// All who come, or as many as the plan calls enough.
static bool
is_enough(const struct crew *c)
{
    const size_t all = c->min ? c->min : (c->total * c->min_percent + 99) / 100;

    return !c->absent || (all && c->serving + c->came >= all);
}

static void
start(struct step *s)
{
    const struct barrier *b = s->item;
    struct lct_err err = { 0 };

    count(b);
    for (const struct comer *one = b->comers; one && !err.code; one = one->next) {
        const struct crew *c = one->crew;
        if (is_enough(c))
            continue;
        lct_fail(&err, LCT_EFAILED, "%zu of %zu nodes of %s are ready, not %s",
            c->serving + c->came, c->total, c->name, c->absent);
        lct_hint(
            &err, "what comes then waits for all of them; min_ready: says how many are enough");
    }
    step_end(s, &err);
}

const struct step_kind cluster_ready = {
    .name = "cluster.ready",
    .verb = "waiting for all of it",
    .past = "ready",
    .lane = LANE_LOCAL,
    .start = start,
};

const struct step_kind cluster_started = {
    .name = "cluster.started",
    .verb = "waiting for all of it",
    .past = "started",
    .lane = LANE_LOCAL,
    .start = start,
};

const struct step_kind region_ready = {
    .name = "region.ready",
    .verb = "waiting for all of it",
    .past = "ready",
    .lane = LANE_LOCAL,
    .start = start,
};

const struct step_kind plan_ready = {
    .name = "plan.ready",
    .verb = "waiting for all of it",
    .past = "ready",
    .lane = LANE_LOCAL,
    .start = start,
};
