// SPDX-License-Identifier: MIT
// machine.ready: waits, by the one poller, until the Linode runs.
#include "step/bundle/poller.h"
#include "step/kinds.h"

static void
ready(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct member *m = s->item;

    if (err->code == LCT_OK) {
        m->node->booted = true;
        member_save(m);
    }
    step_end(s, err);
}

static void
start(struct step *s)
{
    struct member *m = s->item;

    poller_wait(m->world->poller, m, MACHINE_RUNNING, m->np->ready_ms, ready, s);
}

static void
cancel(struct step *s)
{
    struct member *m = s->item;
    struct lct_err err;

    poller_forget(m->world->poller, s);
    lct_fail(&err, LCT_ECANCELLED, "cancelled");
    step_end(s, &err);
}

const struct step_kind machine_ready = {
    .name = "machine.ready",
    .verb = "booting",
    .past = "booted",
    .lane = LANE_WAIT,
    .retry = &retry_boot,
    .usual_ms = 45000,
    .start = start,
    .cancel = cancel,
    .failed = member_failed,
};
