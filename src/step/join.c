// SPDX-License-Identifier: MIT
// Steps that only join others, so that edges stay linear in the number of nodes.
#include "step/kinds.h"

static void
join(struct step *s)
{
    step_end(s, NULL);
}

static void
known(struct step *s)
{
    struct world *w = s->item;

    world_settle(w);
    w->known = true;
    step_end(s, NULL);
}

const struct step_kind members_known = {
    .name = "members.known",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = known,
};

const struct step_kind members_told = {
    .name = "members.told",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind hidden_stopped = {
    .name = "hidden.stopped",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind holdings_parted = {
    .name = "holdings.parted",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind bastions_ready = {
    .name = "bastions.ready",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind group_well = {
    .name = "group.well",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind event_settled = {
    .name = "event.settled",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

const struct step_kind machines_gone = {
    .name = "machines.gone",
    .verb = "joining",
    .lane = LANE_LOCAL,
    .start = join,
};

// Until now one that was newer than the last known was the one asked for.
static void
end_rebuild(struct member *m)
{
    struct node *n = m->node;
    const int64_t newest = m->newest_rebuild ? m->newest_rebuild : n->seen ? n->seen->rebuilt : 0;

    n->rebuilding = false;
    if (newest < 0 || newest > n->rebuilt)
        n->rebuilt = newest;
}

static void
started(struct step *s)
{
    struct member *m = s->item;

    m->away = false;
    if (m->node->rebuilding)
        end_rebuild(m);
    member_state(m, m->node->off       ? STATE_CREATED
                    : m->node->drained ? STATE_DRAINED
                                       : STATE_STARTED);
    step_end(s, NULL);
}

const struct step_kind node_started = {
    .name = "node.started",
    .verb = "finishing",
    .past = "ready",
    .lane = LANE_LOCAL,
    .start = started,
    .failed = member_failed,
};

// One that failed stays one that failed.
static void
stopped(struct step *s)
{
    struct member *m = s->item;

    if (m->node->state != STATE_FAILED)
        member_state(m, m->node->secured ? STATE_STOPPED : STATE_CREATED);
    step_end(s, NULL);
}

static void
drained(struct step *s)
{
    struct member *m = s->item;

    if (m->node->state != STATE_FAILED)
        member_state(m, STATE_DRAINED);
    step_end(s, NULL);
}

const struct step_kind node_drained = {
    .name = "node.drained",
    .verb = "finishing",
    .past = "drained",
    .lane = LANE_LOCAL,
    .start = drained,
};

const struct step_kind node_stopped = {
    .name = "node.stopped",
    .verb = "finishing",
    .past = "stopped",
    .lane = LANE_LOCAL,
    .start = stopped,
};
