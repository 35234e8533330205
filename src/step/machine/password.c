// SPDX-License-Identifier: MIT
// machine.password: root of a Linode that is off gets another password. Given again it is the same
// one, so that an answer that nobody heard does no harm.
#include "step/kinds.h"

static void
told(void *user, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY;
    step_end(user, &told);
}

static void
start(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->machines->password(c, m->node->cloud_id, NULL, m->password, told, s);
}

const struct step_kind machine_password = {
    .name = "machine.password",
    .verb = "setting root's password",
    .past = "has another root password",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 10000,
    .request = "machine.password",
    .start = start,
};
