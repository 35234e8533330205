// machine.retag: the machine's tags become ours and those that the plan has now.
#include "step/kinds.h"

static void
tagged(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct step *s = user;
    struct lct_err saved = *err;

    (void)machine;
    if (saved.code == LCT_OK)
        member_save(s->item, &saved);
    step_end(s, &saved);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->machines->retag(cloud, m->node->linode_id, member_tags(m), tagged, s);
}

const struct step_kind machine_retag = {
    .name = "machine.retag",
    .verb = "tagging",
    .past = "tagged",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .start = start,
};
