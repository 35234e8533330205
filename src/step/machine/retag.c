// SPDX-License-Identifier: MIT
// machine.retag: the machine has our tags, those that the plan has now, and its label again.
#include "step/kinds.h"

static void
tagged(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct step *s = user;
    struct member *m = s->item;

    (void)machine;
    if (err->code == LCT_OK) {
        m->node->granted = NULL;
        member_save(m);
    }
    step_end(s, err);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->machines->update(cloud, m->node->cloud_id, m->put_label, m->put_tags, tagged, s);
}

const struct step_kind machine_retag = {
    .name = "machine.retag",
    .verb = "tagging",
    .past = "tagged",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "machine.retag",
    .start = start,
    .failed = member_failed,
};
