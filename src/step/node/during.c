// SPDX-License-Identifier: MIT
// node.open, node.close: the rules that hold during an event, which stands in the step's key. What
// was opened ends by itself at the limit, so that a death of ours leaves nothing open, nor does a
// node that cannot be reached again.
#include <string.h>

#include "step/kinds.h"
#include "step/node/bring.h"

#define MINUTE_MS 60000 // nodes that open in the same one have the same rules

static enum event
event_of(const struct step *s)
{
    enum event e = EVENT_CREATED;

    event_parse(strrchr(s->key, ' ') + 1, &e);
    return e;
}

static struct span *
span_of(const struct step *s)
{
    struct member *m = s->item;

    return &m->during[event_of(s)];
}

// What is before a stop makes no node unready.
static void
failed(struct step *s)
{
    if (event_of(s) != EVENT_CLUSTERSTOPPING)
        member_failed(s);
}

static int
render_open(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    const struct member *m = s->item;
    struct span *span = span_of(s);
    const int64_t end = loop_wall_ms(m->world->loop) + span->limit_ms;

    span->until_ms = (end / MINUTE_MS + 1) * MINUTE_MS;
    return bring_render(s, &node_membership, digest, err);
}

static int
render_close(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    span_of(s)->until_ms = 0;
    return bring_render(s, &node_membership, digest, err);
}

const struct step_kind node_open = {
    .name = "node.open",
    .verb = "opening its firewall for the event",
    .past = "firewall open for the event",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render_open,
    .start = bring_start,
    .failed = failed,
};

const struct step_kind node_close = {
    .name = "node.close",
    .verb = "closing its firewall again",
    .past = "firewall closed again",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .render = render_close,
    .start = bring_start,
};
