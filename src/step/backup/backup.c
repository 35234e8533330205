// SPDX-License-Identifier: MIT
// backup.enable, backup.cancel: whether the cloud makes backups of a member's machine.
// backup.make, backup.complete: one of them, from being asked for to being one that can be
// restored.
#include "base/str.h"
#include "io/retry.h"
#include "step/kinds.h"

#define LOOK_MS 5000 // between two looks

static void
done_again(void *user, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

static void
enable(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->backups->enable(c, m->node->cloud_id, done_again, s);
}

const struct step_kind backup_enabled = {
    .name = "backup.enable",
    .verb = "enabling backups",
    .past = "has backups",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 1000,
    .request = "backup.enable",
    .start = enable,
};

// Those that another hand enables later are not lost to what was agreed to now.
static void
cancelled(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct member *m = s->item;

    if (err->code == LCT_OK) {
        m->node->drops_backups = false;
        member_save(m);
    }
    done_again(s, err);
}

static void
cancel(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->backups->cancel(c, m->node->cloud_id, cancelled, s);
}

const struct step_kind backup_cancelled = {
    .name = "backup.cancel",
    .verb = "cancelling backups",
    .past = "has no backups any more",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 1000,
    .request = "backup.cancel",
    .start = cancel,
};

// ---- made

static void
note(struct saving *b, const struct backup *found)
{
    b->id = arena_strdup(b->member->world->arena, found->id);
}

static void
made(void *user, const struct lct_err *err, const struct backup *found)
{
    struct step *s = user;

    if (err->code == LCT_OK)
        note(s->item, found);
    step_end(s, err);
}

static void
make(struct step *s)
{
    const struct saving *b = s->item;
    struct cloud *c = b->member->world->cloud;

    c->ops->backups->make(c, b->member->node->cloud_id, b->label, made, s);
}

// One of that label which is under way is the one that nobody heard the answer of.
static void
looked_again(void *user, const struct lct_err *err, const struct backup *backups, size_t n)
{
    struct step *s = user;
    struct saving *b = s->item;
    const struct backup *last = n ? &backups[n - 1] : NULL;

    if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (last && last->snapshot && last->under_way && str_eq(last->label, b->label)) {
        note(b, last);
        step_end(s, NULL);
    } else {
        step_again(s);
    }
}

static void
adopt(struct step *s)
{
    const struct saving *b = s->item;
    struct cloud *c = b->member->world->cloud;

    c->ops->backups->list(c, b->member->node->cloud_id, looked_again, s);
}

const struct step_kind backup_made = {
    .name = "backup.make",
    .verb = "taking a backup",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_copy,
    .usual_ms = 2000,
    .request = "backup.make",
    .start = make,
    .adopt = adopt,
};

// ---- complete

static const struct backup *
find(const struct backup *backups, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(backups[i].id, id))
            return &backups[i];
    return NULL;
}

static void
looked(void *user, const struct lct_err *err, const struct backup *backups, size_t n)
{
    struct step *s = user;
    const struct saving *b = s->item;
    const struct backup *found = find(backups, n, b->id);
    struct lct_err told = *err;

    if (told.code == LCT_OK && !found)
        lct_fail(&told, LCT_ENOTFOUND, "backup %s is gone", b->id);
    else if (told.code == LCT_OK && found->under_way)
        lct_fail(&told, LCT_EWAIT, "backup %s is %s", b->id, found->status);
    else if (told.code == LCT_OK && !found->complete)
        lct_fail(&told, LCT_EFAILED, "backup %s ended: %s", b->id, found->status);
    told.retry_after_ms = LOOK_MS;
    step_end(s, &told);
}

static void
look(struct step *s)
{
    const struct saving *b = s->item;
    struct cloud *c = b->member->world->cloud;

    c->ops->backups->list(c, b->member->node->cloud_id, looked, s);
}

const struct step_kind backup_complete = {
    .name = "backup.complete",
    .verb = "waiting for its backup",
    .past = "backed up",
    .lane = LANE_API,
    .retry = &retry_copy,
    .usual_ms = 180000,
    .start = look,
};
