// machine.delete: removes a Linode that tags and inventory both prove ours.
#include "step/kinds.h"
#include "step/session.h"

static void
save_gone(struct step *s)
{
    struct member *m = s->item;
    struct lct_err err = { 0 };

    m->node->linode_id = 0;
    member_state(m, STATE_DESTROYED, &err);
    step_end(s, &err);
}

static void
removed(void *user, const struct lct_err *err)
{
    struct step *s = user;

    if (err->code == LCT_OK || err->code == LCT_ENOTFOUND)
        save_gone(s);
    else
        step_end(s, err);
}

// Deletes only after looking once more at what stands behind the id.
static void
seen(void *user, const struct lct_err *err, const struct machine *found)
{
    struct step *s = user;
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;
    struct lct_err stranger = { 0 };

    if (err->code == LCT_ENOTFOUND) {
        save_gone(s);
    } else if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (!member_owns(m, found)) {
        lct_fail(&stranger, LCT_EEXISTS, "Linode %lld (%s) does not carry this node's tags",
            (long long)found->id, found->label);
        lct_hint(&stranger, "it was left alone; delete it by hand if it is no longer wanted");
        step_end(s, &stranger);
    } else {
        cloud->ops->machines->remove(cloud, found->id, removed, s);
    }
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    session_drop(m);
    if (m->node->linode_id)
        cloud->ops->machines->get(cloud, m->node->linode_id, seen, s);
    else
        save_gone(s);
}

const struct step_kind machine_delete = {
    .name = "machine.delete",
    .verb = "deleting",
    .past = "deleted",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .start = start,
};
