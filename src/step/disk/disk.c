// SPDX-License-Identifier: MIT
// disk.create: a disk of a machine that was made without any. Labels of disks are not unique, but
// nobody else makes one on a machine that is ours.
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

static const struct disk_ops *
ops_of(const struct member_disk *d)
{
    return d->member->world->cloud->ops->disks;
}

static void
wait_for(struct step *s)
{
    const struct member_disk *d = s->item;
    struct lct_err err = { 0 };

    lct_fail(
        &err, LCT_EWAIT, "disk %s of %s is being made", d->plan->label, d->member->node->label);
    err.retry_after_ms = LOOK_MS;
    step_end(s, &err);
}

static void
seen(void *user, const struct lct_err *err, const struct disk *found)
{
    struct step *s = user;
    struct member_disk *d = s->item;

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    if (!d->id)
        d->id = arena_strdup(d->member->world->arena, found->id);
    if (found->ready)
        step_end(s, NULL);
    else
        wait_for(s);
}

// ---- looking for what an earlier try made

static void
listed(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct step *s = user;
    const struct member_disk *d = s->item;

    for (size_t i = 0; i < n; i++)
        if (str_eq(disks[i].label, d->plan->label)) {
            seen(s, err, &disks[i]);
            return;
        }
    if (err->code == LCT_OK)
        step_again(s);
    else
        step_end(s, err);
}

static void
adopt(struct step *s)
{
    const struct member_disk *d = s->item;
    const struct member *m = d->member;

    ops_of(d)->list(m->world->cloud, m->node->cloud_id, listed, s);
}

// ---- making it

// xfs and btrfs are made on the node.
static const char *
fs_of(const struct plan_disk *p)
{
    return str_eq(p->fs, "xfs") || str_eq(p->fs, "btrfs") ? "raw" : p->fs;
}

static void
make(struct step *s)
{
    const struct member_disk *d = s->item;
    const struct member *m = d->member;
    const char *image = d->plan->boot && !d->plan->image ? m->np->image->id : d->plan->image;
    const struct disk_spec spec = {
        .label = d->plan->label,
        .fs = image ? NULL : fs_of(d->plan),
        .size_mb = d->plan->size_mb,
        .image = image,
        .authorized_keys = image ? m->world->authorized_keys : NULL,
    };

    ops_of(d)->create(m->world->cloud, m->node->cloud_id, &spec, seen, s);
}

static void
start(struct step *s)
{
    const struct member_disk *d = s->item;
    const struct member *m = d->member;

    if (d->id)
        ops_of(d)->get(m->world->cloud, m->node->cloud_id, d->id, seen, s);
    else
        make(s);
}

const struct step_kind disk_create = {
    .name = "disk.create",
    .verb = "making a disk",
    .past = "disk made",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 8000,
    .request = "disk.create",
    .start = start,
    .adopt = adopt,
    .failed = failed,
};
