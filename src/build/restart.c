// SPDX-License-Identifier: MIT
// Nodes that restart: a few at a time of those that serve together, group after group in the order
// of the plan's start:, each of them back and serving before the next one goes.
#include "build/private.h"
#include "step/kinds.h"

static struct step *
add(struct build *b, const struct step_kind *kind, struct member *m, struct step *before)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, NULL, "", m);

    step_needs(s, before);
    return s;
}

// From its boot on. What it was told to do before its start, and did not, comes then, too.
static struct step *
add_start(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    b->start = START_NEXT;
    before = build_back(b, c, m, build_attached(b, m, false, before));
    before = build_hooks(b, m, EVENT_FIRSTBOOT, false, NULL, before);
    before = build_change(b, m, build_events(b, c, m, true, before));
    b->start = START_THIS;
    return build_returned(b, m, add(b, &node_serving, m, before));
}

void
build_restarted(struct build *b, const struct change *c, struct member *m, struct step *put)
{
    struct step *turn = add(b, &node_turn, m, put);
    struct step *off = build_off(b, m, true, build_drained(b, m, false, turn, NULL));
    struct step *back = add_start(b, c, m, add(b, &node_rebooting, m, off));
    struct step *end = add(b, &node_started, m, back);

    build_parted(b, m, back);
    build_in_turn(b, m, turn, end);
    build_turn(b, m, turn, end);
    build_balanced(b, m, end);
}
