// SPDX-License-Identifier: MIT
// Machines that may still come: a request left, and the process that sent it died before the
// answer. An API takes seconds to make a machine, and does so whether or not anybody still listens.
#include "app/run/run.h"
#include "base/str.h"
#include "step/kinds.h"

#define LATE_MS (30 * 1000)       // what the making of a machine takes at most
#define INTENT_MS (2 * 60 * 1000) // a request may wait for the rate limit before it leaves

static bool
is_unheard(const struct journal_step *js, int64_t wall_ms)
{
    return str_eq(js->kind, machine_create.name) &&
           str_eq(js->state, step_state_name(STEP_RUNNING)) && js->intent_ms + INTENT_MS > wall_ms;
}

// label -> step, of all whose intent is in the journal without an outcome.
static int
collect(struct run *r, const struct operation *op, struct map *labels, struct lct_err *err)
{
    int64_t now = loop_wall_ms(r->t->loop);
    size_t n;
    struct journal_step **steps = kept_steps(r->t, r->arena, op->id, &n, err);

    if (!steps)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (is_unheard(steps[i], now))
            map_put(labels, steps[i]->subject, steps[i]);
    return LCT_OK;
}

static bool
any_unseen(const struct run *r)
{
    for (size_t i = 0; i < r->world.n_members; i++)
        if (r->world.members[i].leaving && !r->world.members[i].node->cloud_id)
            return true;
    return false;
}

static void
mark(struct run *r, const struct map *labels)
{
    for (size_t i = 0; i < r->world.n_members; i++) {
        struct member *m = &r->world.members[i];
        if (m->leaving && !m->node->cloud_id && map_has(labels, m->node->label))
            m->unheard_ms = loop_now_ms(r->t->loop) + LATE_MS;
    }
}

int
run_unheard(struct run *r, struct lct_err *err)
{
    _own_(map) struct map labels = { 0 };
    size_t n;

    if (!any_unseen(r))
        return LCT_OK;
    struct operation **list = kept_operations(r->t, r->arena, r->cluster->uuid, 10, &n, err);
    if (!list)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (list[i]->state != OPERATION_DONE && collect(r, list[i], &labels, err) < 0)
            return err->code;
    mark(r, &labels);
    return LCT_OK;
}
