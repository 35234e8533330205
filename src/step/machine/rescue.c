// SPDX-License-Identifier: MIT
// machine.rescue: a Linode that is off boots another system, with the devices that its
// configuration has. Nothing in the cloud tells that it did: one that was off before, and runs, is
// in rescue.
#include "step/kinds.h"
#include "step/machine/wish.h"

struct asking {
    struct member *member;
    cloud_done_fn *fn;
    void *user;
};

static bool
is_running(const struct member *m, const struct machine *found)
{
    (void)m;
    return found->status == MACHINE_RUNNING;
}

// The last device is rescue's own.
static void
told_configs(void *user, const struct lct_err *err, const struct config *configs, size_t n)
{
    struct asking *a = user;
    struct cloud *c = a->member->world->cloud;
    struct slot slots[N_SLOTS] = { 0 };

    for (unsigned i = 0; n && i < N_SLOTS - 1; i++)
        slots[i] = configs[0].slots[i];
    if (err->code != LCT_OK)
        a->fn(a->user, err);
    else
        c->ops->machines->rescue(c, a->member->node->cloud_id, slots, a->fn, a->user);
}

static void
ask(struct member *m, cloud_done_fn *fn, void *user)
{
    struct cloud *c = m->world->cloud;
    struct asking *a = ARENA_NEW(m->world->arena, struct asking);

    *a = (struct asking){ m, fn, user };
    c->ops->configs->list(c, m->node->cloud_id, told_configs, a);
}

static void
note(struct member *m)
{
    if (m->node->state == STATE_STOPPING)
        member_state(m, STATE_STOPPED);
}

static const struct machine_wish in_rescue = { is_running, ask, "booting into rescue", note };

static void
start(struct step *s)
{
    machine_wish(s, &in_rescue);
}

const struct step_kind machine_rescued = {
    .name = "machine.rescue",
    .verb = "booting into rescue",
    .past = "in rescue",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 30000,
    .request = "machine.rescue",
    .start = start,
};
