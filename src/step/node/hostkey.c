// SPDX-License-Identifier: MIT
// node.hostkey: from the host key of the user-data, which any process of the node can read, to the
// one that the node made for itself. Both are trusted while this runs, so that it may be killed at
// any moment.
#include "step/aspect/hostkey.h"
#include "step/aspect/identity.h"
#include "step/bundle/node_bundle.h"
#include "step/kinds.h"

#define SWITCH_MS 60000

static void
switched(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct member *m = s->item;

    (void)results;
    if (err->code == LCT_OK) {
        m->node->host_key = hostkey_next(m->world->arena, m->node->host_key);
        member_save(m);
    }
    step_end(s, err);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct arena *a = m->world->arena;
    const char *next = hostkey_next(a, m->node->host_key);

    if (!next) {
        step_end(s, NULL);
        return;
    }
    _own_(secret) struct secret *identity = identity_of(m->world->root_secret, m->node);
    const struct bundle_step step = hostkey_switch_step(a, next, identity);
    node_bundle_run(s, m, &step, 1, SWITCH_MS, switched);
}

const struct step_kind node_hostkey = {
    .name = "node.hostkey",
    .verb = "changing its host key",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 1000,
    .start = start,
    .failed = member_failed,
};
