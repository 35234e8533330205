// SPDX-License-Identifier: MIT
// machine.delete: removes a Linode that tags and inventory both prove ours.
#include "step/machine/machine.h"

#include <stdlib.h>

#include "base/mem.h"
#include "step/bundle/session.h"
#include "step/kinds.h"

#define LOOK_MS 5000 // between two looks for a machine that may still come

struct removal {
    struct member *member;
    cloud_done_fn *fn;
    void *user;
};

static void
finish(struct removal *r, const struct lct_err *err)
{
    const struct removal told = *r;

    free(r);
    told.fn(told.user, err);
}

static void
removed(void *user, const struct lct_err *err)
{
    finish(user, err);
}

// Deletes only after looking once more at what stands behind the id.
static void
seen(void *user, const struct lct_err *err, const struct machine *found)
{
    struct removal *r = user;
    struct cloud *cloud = r->member->world->cloud;
    struct lct_err stranger = { 0 };
    char tag[LCT_TAG_MAX];

    if (err->code != LCT_OK) {
        finish(r, err);
    } else if (!member_owns(r->member, found)) {
        lct_fail(&stranger, LCT_EEXISTS,
            "Linode %s (%s) was left alone: it does not carry this node's tags", found->id,
            found->label);
        lct_hint(&stranger, "put them back (lct:%s, %s), then try again; or delete it by hand",
            r->member->node->cluster, node_tag(r->member->node, tag));
        finish(r, &stranger);
    } else {
        cloud->ops->machines->remove(cloud, found->id, removed, r);
    }
}

void
machine_remove(struct member *m, cloud_done_fn *fn, void *user)
{
    struct cloud *cloud = m->world->cloud;
    struct removal *r = NEW(struct removal);

    *r = (struct removal){ m, fn, user };
    cloud->ops->machines->get(cloud, m->node->cloud_id, seen, r);
}

static void
gone(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct member *m = s->item;
    struct lct_err saved = *err;

    if (saved.code == LCT_OK || saved.code == LCT_ENOTFOUND) {
        saved = (struct lct_err){ 0 };
        m->node->cloud_id = NULL;
        member_state(m, STATE_DESTROYED);
    }
    step_end(s, &saved);
}

static void
wait_for_birth(struct step *s, int64_t left_ms)
{
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EWAIT, "a request to create it may still be under way");
    err.retry_after_ms = (int)(left_ms < LOOK_MS ? left_ms : LOOK_MS);
    step_end(s, &err);
}

static void
looked(void *user, const struct lct_err *err, const struct machine *machines, size_t n)
{
    struct step *s = user;
    struct member *m = s->item;
    int64_t left_ms = m->unheard_ms - loop_now_ms(m->world->loop);

    if (err->code == LCT_OK && n && member_owns(m, &machines[0])) {
        member_adopt(m, &machines[0]);
        machine_remove(m, gone, s);
    } else if (err->code == LCT_OK && left_ms > 0) {
        wait_for_birth(s, left_ms);
    } else {
        gone(s, err);
    }
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;
    const struct lct_err none = { 0 };

    session_drop(m);
    if (m->node->cloud_id)
        machine_remove(m, gone, s);
    else if (m->unheard_ms)
        cloud->ops->machines->find(cloud, m->node->label, looked, s);
    else
        gone(s, &none);
}

const struct step_kind machine_delete = {
    .name = "machine.delete",
    .verb = "deleting",
    .past = "deleted",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1500,
    .request = "machine.remove",
    .start = start,
    .failed = member_failed,
};
