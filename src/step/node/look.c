// SPDX-License-Identifier: MIT
// node.look: what a node that is there holds of its firewall, so that what another hand opened is
// closed again by the push that follows. A look only; one short command.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "step/aspect/rules/firewall.h"
#include "step/bundle/bundle.h"
#include "step/bundle/session.h"
#include "step/kinds.h"

#define LOOK_MS 20000

// One that cannot be reached does not hold up the operation for long.
static const struct retry_policy look_again = { 500, 3000, 30, 90 * 1000 };

struct look {
    struct step *step;
    struct buf input;
};

static void
finish(struct look *l, const struct lct_err *err)
{
    struct step *s = l->step;

    buf_done(&l->input);
    free(l);
    step_end(s, err);
}

static void
answered(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct look *l = user;
    struct member *m = l->step->item;
    struct firewall_look found;
    struct lct_err outcome = *err;

    if (outcome.code == LCT_EAMBIGUOUS)
        outcome.code = LCT_ERETRY;
    if (outcome.code == LCT_OK &&
        firewall_look_read(m->world->arena, r->out, &found, &outcome) == LCT_OK) {
        m->amiss = firewall_amiss(&found, m->has[ASPECT_FIREWALL]);
        if (found.from)
            m->world->seen_from = found.from;
    }
    finish(l, &outcome);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *session)
{
    struct look *l = user;

    (void)session;
    if (err->code != LCT_OK) {
        finish(l, err);
        return;
    }
    firewall_input(&l->input, "look");
    const struct shell_command c = {
        .command = BUNDLE_COMMAND,
        .input = l->input.data,
        .input_len = l->input.len,
        .deadline_ms = LOOK_MS,
        .max_output = 4096,
    };
    session_run(l->step->item, &c, answered, l);
}

static void
start(struct step *s)
{
    struct look *l = NEW(struct look);

    l->step = s;
    session_need(s->item, logged_in, l);
}

const struct step_kind node_look = {
    .name = "node.look",
    .verb = "looking at its firewall",
    .lane = LANE_SSH,
    .retry = &look_again,
    .usual_ms = 300,
    .start = start,
    .failed = member_failed,
};
