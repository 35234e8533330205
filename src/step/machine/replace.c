// SPDX-License-Identifier: MIT
// machine.replace: removes the machine of a node that the plan now wants otherwise, or notes that
// it is gone; the node's next generation will be created in its place.
#include "step/bundle/session.h"
#include "step/kinds.h"
#include "step/machine/machine.h"

static void
save_next(struct step *s)
{
    struct member *m = s->item;
    struct node *n = m->node;

    member_anew(m);
    n->generation++;
    n->type = m->np->type->id;
    n->disks = m->np->disks;
    n->networks = m->np->networks;
    n->cloud_id = NULL;
    n->public_ipv4 = n->private_ipv4 = n->ipv6 = n->vpc = n->vpc_ipv4 = NULL;
    n->extra_ipv4 = NULL;
    n->ipv6_range = n->rdns = NULL;
    n->rebuilding = n->drops_backups = false;
    n->rebuilt = 0;
    member_state(m, STATE_CREATING);
    step_end(s, NULL);
}

static void
removed(void *user, const struct lct_err *err)
{
    struct step *s = user;

    if (err->code == LCT_OK || err->code == LCT_ENOTFOUND)
        save_next(s);
    else
        step_end(s, err);
}

// The list may have been short of it: without a look at the machine itself no second one is made.
static void
missed(void *user, const struct lct_err *err, const struct machine *found)
{
    struct step *s = user;
    struct lct_err there = { 0 };

    if (err->code == LCT_ENOTFOUND || (err->code == LCT_OK && found->status == MACHINE_DELETING)) {
        save_next(s);
        return;
    }
    if (err->code == LCT_OK) {
        lct_fail(&there, LCT_EEXISTS, "Linode %s (%s) is there, but nothing tells that it is ours",
            found->id, found->label);
        lct_hint(&there, "put its label and tags back, or delete it by hand");
    }
    step_end(s, err->code == LCT_OK ? &there : err);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    session_drop(m);
    if (m->node->lost)
        cloud->ops->machines->get(cloud, m->node->cloud_id, missed, s);
    else
        machine_remove(m, removed, s);
}

const struct step_kind machine_replace = {
    .name = "machine.replace",
    .verb = "removing the old machine",
    .past = "removed for its successor",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1500,
    .request = "machine.remove",
    .start = start,
    .failed = member_failed,
};
