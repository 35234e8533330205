// SPDX-License-Identifier: MIT
// cluster.ready, region.ready, plan.ready: joins all who were to come, well or badly, and lets
// those behind it pass when there are enough.
#include "step/hook/barrier.h"

#include "base/str.h"
#include "io/loop.h"

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
        if (!one->step || one->step->state == STEP_DONE)
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

static int
check(const struct barrier *b, struct lct_err *err)
{
    count(b);
    for (const struct comer *one = b->comers; one; one = one->next) {
        const struct crew *c = one->crew;
        if (is_enough(c))
            continue;
        lct_fail(err, LCT_EFAILED, "%zu of %zu nodes of %s are ready, not %s", c->serving + c->came,
            c->total, c->name, c->absent);
        return lct_hint(
            err, "what comes then waits for all of them; min_ready: says how many are enough");
    }
    return LCT_OK;
}

// Nothing goes on where somebody's hooks or services did not come to an end.
static int
check_stopped(const struct barrier *b, struct lct_err *err)
{
    count(b);
    for (const struct comer *one = b->comers; one; one = one->next)
        if (one->crew->absent)
            return lct_fail(
                err, LCT_EFAILED, "%s did not stop on %s", one->crew->name, one->crew->absent);
    return LCT_OK;
}

static void
passed(void *user)
{
    struct step *s = user;

    timer_stop(s->running);
    s->running = NULL;
    step_end(s, NULL);
}

static void
pass(struct step *s, const struct lct_err *err)
{
    const struct barrier *b = s->item;

    if (err->code == LCT_OK && b->pause_ms)
        s->running = timer_start(b->world->loop, b->pause_ms, passed, s);
    else
        step_end(s, err);
}

static void
start(struct step *s)
{
    struct lct_err err = { 0 };

    check(s->item, &err);
    pass(s, &err);
}

// One that is forced asks nobody.
static void
start_stopped(struct step *s)
{
    const struct barrier *b = s->item;
    struct lct_err err = { 0 };

    if (!b->world->forced)
        check_stopped(b, &err);
    pass(s, &err);
}

static void
cancel(struct step *s)
{
    struct lct_err err;

    if (!s->running)
        return;
    timer_stop(s->running);
    s->running = NULL;
    lct_fail(&err, LCT_ECANCELLED, "cancelled");
    step_end(s, &err);
}

#define BARRIER(named, passed_as, starts)                                                      \
    {                                                                                          \
        .name = named, .verb = "waiting for all of it", .past = passed_as, .lane = LANE_LOCAL, \
        .start = starts, .cancel = cancel,                                                     \
    }

const struct step_kind cluster_ready = BARRIER("cluster.ready", "ready", start);
const struct step_kind cluster_started = BARRIER("cluster.started", "started", start);
const struct step_kind region_ready = BARRIER("region.ready", "ready", start);
const struct step_kind plan_ready = BARRIER("plan.ready", "ready", start);
const struct step_kind stage_started = BARRIER("stage.started", "started", start);
const struct step_kind cluster_stopping = BARRIER("cluster.stopping", NULL, start_stopped);
const struct step_kind stage_stopped = BARRIER("stage.stopped", "stopped", start_stopped);
