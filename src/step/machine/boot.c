// SPDX-License-Identifier: MIT
// machine.boot: boots a Linode that is off.
#include "step/kinds.h"

static void
told(void *user, const struct lct_err *err)
{
    step_end(user, err);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->machines->boot(cloud, m->node->cloud_id, NULL, told, s);
}

const struct step_kind machine_boot = {
    .name = "machine.boot",
    .verb = "booting",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1500,
    .request = "machine.boot",
    .start = start,
    .failed = member_failed,
};
