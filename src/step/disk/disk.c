// SPDX-License-Identifier: MIT
// disk.create, disk.resize: disks of a machine by its plan. Labels of disks are not unique, but
// nobody else makes one on a machine that is ours.
#include "base/advice.h"
#include "base/str.h"
#include "io/retry.h"
#include "model/plan.h"
#include "step/kinds.h"
#include "step/script.h"

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
wait_for(struct step *s, const char *what)
{
    const struct member_disk *d = s->item;
    struct lct_err err = { 0 };

    lct_fail(
        &err, LCT_EWAIT, "disk %s of %s is being %s", d->plan->label, d->member->node->label, what);
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
        wait_for(s, "made");
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
    const bool boots = image && d->plan->boot;
    _own_(secret) struct secret *answers = NULL;
    struct lct_err err = { 0 };
    const char *script = NULL;

    if (boots && member_script(m, &script, &answers, &err) < 0) {
        step_end(s, &err);
        return;
    }
    const struct disk_spec spec = {
        .label = d->plan->label,
        .fs = image ? NULL : fs_of(d->plan),
        .size_mb = d->plan->size_mb,
        .image = image,
        .authorized_keys = image ? m->world->authorized_keys : NULL,
        .script = script,
        .answers = answers,
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
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 8000,
    .request = "disk.create",
    .start = start,
    .adopt = adopt,
    .failed = failed,
};

// ---- growing

static void
asked(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    if (told.code == LCT_OK)
        wait_for(s, "resized");
    else
        step_end(s, &told);
}

static void
seen_to_grow(void *user, const struct lct_err *err, const struct disk *found)
{
    struct step *s = user;
    const struct member_disk *d = s->item;
    const struct member *m = d->member;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (!found->ready)
        wait_for(s, "resized");
    else if (found->size_mb >= d->plan->size_mb)
        step_end(s, NULL);
    else
        ops_of(d)->resize(m->world->cloud, m->node->cloud_id, d->id, d->plan->size_mb, asked, s);
}

static void
grow(struct step *s)
{
    const struct member_disk *d = s->item;
    const struct member *m = d->member;

    ops_of(d)->get(m->world->cloud, m->node->cloud_id, d->id, seen_to_grow, s);
}

const struct step_kind disk_resized = {
    .name = "disk.resize",
    .verb = "resizing a disk",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_copy,
    .usual_ms = 20000,
    .request = "disk.resize",
    .start = grow,
    .failed = failed,
};

// ---- which there are

// It is to go anyway.
static bool
is_made_anew(const struct member_disk *d)
{
    return d->plan->boot && (d->member->anew || d->member->node->rebuilding);
}

static int
check_there(const struct member *m, struct lct_err *err)
{
    struct told_disk *old;
    const size_t n = storage_disks_read(m->world->arena, m->node->disks, &old);

    for (size_t i = 0; i < m->n_disks; i++) {
        const char *label = m->disks[i].plan->label;
        if (m->disks[i].id || !told_disk_find(old, n, label) || is_made_anew(&m->disks[i]))
            continue;
        lct_fail(err, LCT_EFAILED, "Linode %s has no disk %s any more", m->node->cloud_id, label);
        return lct_hint(err, "%s gives the node another machine, without what was on its disks",
            ADVICE(CLUSTER_REPLACE, m->world->cluster->name, m->node->name));
    }
    return LCT_OK;
}

static void
looked(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct step *s = user;
    struct member *m = s->item;
    struct lct_err outcome = *err;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m->n_disks; k++)
            if (str_eq(m->disks[k].plan->label, disks[i].label))
                m->disks[k].id = arena_strdup(m->world->arena, disks[i].id);
    if (outcome.code == LCT_OK)
        check_there(m, &outcome);
    step_end(s, &outcome);
}

static void
look(struct step *s)
{
    const struct member *m = s->item;

    m->world->cloud->ops->disks->list(m->world->cloud, m->node->cloud_id, looked, s);
}

const struct step_kind disks_look = {
    .name = "disks.look",
    .verb = "looking at its disks",
    .lane = LANE_API,
    .retry = &retry_api,
    .usual_ms = 500,
    .start = look,
    .failed = member_failed,
};
