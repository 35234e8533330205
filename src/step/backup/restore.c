// SPDX-License-Identifier: MIT
// backup.restore, backup.restored: a member's machine gets the disks and configurations of a
// backup, in the place of its own. It is off. Restored twice it is the same.
#include "io/retry.h"
#include "step/kinds.h"

#define LOOK_MS 5000 // between two looks

static void
asked(void *user, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

// What it boots with after that would not name its volumes.
static bool
names_volumes(const struct config *configs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (unsigned k = 0; k < N_SLOTS; k++)
            if (configs[i].slots[k].volume)
                return true;
    return false;
}

static void
looked(void *user, const struct lct_err *err, const struct config *configs, size_t n)
{
    struct step *s = user;
    const struct saving *b = s->item;
    const char *machine = b->member->node->cloud_id;
    struct cloud *c = b->member->world->cloud;
    struct lct_err refusal = { 0 };

    if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (names_volumes(configs, n)) {
        lct_fail(&refusal, LCT_EFAILED,
            "Linode %s has volumes, which are in no backup: it would boot without them", machine);
        lct_hint(&refusal, "nothing was restored; restore it by hand to another Linode, and copy");
        step_end(s, &refusal);
    } else {
        c->ops->backups->restore(c, machine, b->id, machine, true, asked, s);
    }
}

static void
restore(struct step *s)
{
    const struct saving *b = s->item;
    struct cloud *c = b->member->world->cloud;

    c->ops->configs->list(c, b->member->node->cloud_id, looked, s);
}

const struct step_kind backup_restore = {
    .name = "backup.restore",
    .verb = "restoring",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 2000,
    .request = "backup.restore",
    .start = restore,
};

static void
seen(void *user, const struct lct_err *err, const struct machine *found)
{
    struct lct_err told = *err;

    if (told.code == LCT_OK && found->status != MACHINE_OFFLINE &&
        found->status != MACHINE_RUNNING) {
        lct_fail(&told, LCT_EWAIT, "Linode %s is %s", found->id, found->status_name);
        told.retry_after_ms = LOOK_MS;
    }
    step_end(user, &told);
}

static void
look(struct step *s)
{
    const struct saving *b = s->item;
    struct cloud *c = b->member->world->cloud;

    c->ops->machines->get(c, b->member->node->cloud_id, seen, s);
}

const struct step_kind backup_restored = {
    .name = "backup.restored",
    .verb = "waiting for its disks",
    .past = "restored",
    .lane = LANE_API,
    .retry = &retry_copy,
    .usual_ms = 120000,
    .start = look,
};
