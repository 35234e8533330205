// SPDX-License-Identifier: MIT
// machine.shutdown, machine.stop: a Linode is off, to be changed, or for somebody's errand. While
// it is, its node is not ready, whoever dies.
#include "io/retry.h"
#include "step/bundle/session.h"
#include "step/kinds.h"
#include "step/machine/wish.h"

static int
to_be_changed(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    (void)err;
    digest[0] = '\0';
    member_state(s->item, STATE_STARTING);
    session_drop(s->item);
    return LCT_OK;
}

// What it was is known afterwards: one that was not ready does not become so.
static int
for_an_errand(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    struct member *m = s->item;

    (void)err;
    digest[0] = '\0';
    if (node_is_up(m->node) || m->node->state == STATE_STOPPED)
        member_state(m, STATE_STOPPING);
    session_drop(m);
    return LCT_OK;
}

static bool
is_off(const struct member *m, const struct machine *found)
{
    (void)m;
    return found->status == MACHINE_OFFLINE;
}

static void
ask_shutdown(struct member *m, cloud_done_fn *fn, void *user)
{
    struct cloud *c = m->world->cloud;

    c->ops->machines->shutdown(c, m->node->cloud_id, fn, user);
}

static const struct machine_wish off = { is_off, ask_shutdown, "shutting down" };

static void
shut_down(struct step *s)
{
    machine_wish(s, &off);
}

const struct step_kind machine_halted = {
    .name = "machine.shutdown",
    .verb = "shutting down",
    .past = "shut down",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 15000,
    .request = "machine.shutdown",
    .render = to_be_changed,
    .start = shut_down,
    .failed = member_failed,
};

const struct step_kind machine_stopped = {
    .name = "machine.stop",
    .verb = "shutting down",
    .past = "shut down",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 15000,
    .request = "machine.shutdown",
    .render = for_an_errand,
    .start = shut_down,
};
