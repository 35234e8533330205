// SPDX-License-Identifier: MIT
// disk.delete: the disk that a machine boots goes, for one of another image. From the commit of
// that on a disk of its label is the new one.
#include "base/str.h"
#include "io/retry.h"
#include "model/plan.h"
#include "step/kinds.h"

#define LOOK_MS 2000 // between two looks

static void
failed(struct step *s)
{
    const struct member_disk *d = s->item;

    member_fail(d->member, s->err);
}

static int
render(struct step *s, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    const struct member_disk *d = s->item;

    (void)err;
    digest[0] = '\0';
    member_rebuilding(d->member);
    return LCT_OK;
}

// It has all the others still.
static void
note_gone(struct member_disk *d)
{
    struct node *n = d->member->node;

    n->disks = storage_disks_without(d->member->world->arena, n->disks, d->plan->label);
    d->id = NULL;
    member_save(d->member);
}

static void
wait_for_end(struct step *s)
{
    const struct member_disk *d = s->item;
    struct lct_err err = { 0 };

    lct_fail(
        &err, LCT_EWAIT, "disk %s of %s is being deleted", d->plan->label, d->member->node->label);
    err.retry_after_ms = LOOK_MS;
    step_end(s, &err);
}

static void
asked(void *user, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        wait_for_end(user);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS || told.code == LCT_ENOTFOUND)
        told.code = LCT_ERETRY; // it is looked for again
    step_end(user, &told);
}

static void
listed(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct step *s = user;
    struct member_disk *d = s->item;
    const struct member *m = d->member;
    struct cloud *c = m->world->cloud;
    size_t i = 0;

    while (i < n && !str_eq(disks[i].label, d->plan->label))
        i++;
    if (i < n && disks[i].ready) {
        c->ops->disks->remove(c, m->node->cloud_id, disks[i].id, asked, s);
    } else if (i < n) {
        wait_for_end(s);
    } else {
        if (err->code == LCT_OK)
            note_gone(d);
        step_end(s, err);
    }
}

static void
start(struct step *s)
{
    const struct member_disk *d = s->item;
    const struct member *m = d->member;

    m->world->cloud->ops->disks->list(m->world->cloud, m->node->cloud_id, listed, s);
}

const struct step_kind disk_removed = {
    .name = "disk.delete",
    .verb = "deleting a disk",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 8000,
    .request = "disk.remove",
    .render = render,
    .start = start,
    .failed = failed,
};
