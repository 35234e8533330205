// SPDX-License-Identifier: MIT
// node.turn, node.rebooting: how far a node is that restarts, so that whoever goes on with it stops
// no services twice and boots no machine that came back.
#include "step/bundle/session.h"
#include "step/kinds.h"

static void
take_turn(struct step *s)
{
    member_state(s->item, STATE_STOPPING);
    step_end(s, NULL);
}

const struct step_kind node_turn = {
    .name = "node.turn",
    .verb = "taking its turn",
    .lane = LANE_LOCAL,
    .start = take_turn,
};

// It has a number of its own, by which it is known what ran at it.
static void
reboot(struct step *s)
{
    struct member *m = s->item;

    m->node->demand = DEMAND_NONE;
    m->node->starts++;
    member_state(m, STATE_STARTING);
    step_end(s, NULL);
}

const struct step_kind node_rebooting = {
    .name = "node.rebooting",
    .verb = "starting anew",
    .lane = LANE_LOCAL,
    .start = reboot,
};
