// SPDX-License-Identifier: MIT
// machine.care, machine.lock, machine.unlock: what becomes of a machine when it switched itself off
// or its host is mended, when backups of it are made, and that nobody deletes it.
#include "base/str.h"
#include "base/texts.h"
#include "step/kinds.h"

// ---- watchdog, maintenance policy, when backups are made

static void
cared(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct lct_err told = *err;

    (void)machine;
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

// Both are said, since nobody told whether what is not said stays.
static void
care(struct step *s)
{
    const struct member *m = s->item;
    const struct machine *has = m->node->seen;
    const struct plan_backups *b = &m->np->backups;
    struct cloud *cloud = m->world->cloud;
    const struct machine_care how = {
        .says_watchdog = true,
        .watchdog = m->np->watchdog,
        .maintenance = m->np->maintenance,
        .backup_day = b->day             ? b->day
                      : b->window && has ? has->backup_day
                                         : NULL,
        .backup_window = b->window       ? b->window
                         : b->day && has ? has->backup_window
                                         : NULL,
    };

    cloud->ops->machines->care(cloud, m->node->cloud_id, &how, cared, s);
}

const struct step_kind machine_care = {
    .name = "machine.care",
    .verb = "setting watchdog, maintenance policy and times of backups",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "machine.care",
    .start = care,
    .failed = member_failed,
};

// ---- the lock

// Ours is remembered: what others locked stays locked.
static void
note(struct step *s, const char *lock)
{
    struct member *m = s->item;

    m->node->lock = lock;
    member_save(m);
    step_end(s, NULL);
}

// Was it refused because it has just this lock? An earlier try of ours put it there.
static void
looked(void *user, const struct lct_err *err, const struct machine *found)
{
    struct step *s = user;
    const struct member *m = s->item;
    struct lct_err refused = { 0 };

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    if (texts_have(found->locks, m->np->lock)) {
        note(s, m->np->lock);
        return;
    }
    lct_fail(&refused, LCT_EFAILED, "Linode %s cannot be locked as %s%s", found->id, m->np->lock,
        found->locks && *found->locks ? ": it has another lock" : "");
    lct_hint(&refused, "locks want a token of an unrestricted user with account:read_write; or say "
                       "lock: no");
    step_end(s, &refused);
}

static void
locked(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    if (err->code == LCT_OK)
        note(s, m->np->lock);
    else if (err->code == LCT_EFAILED || err->code == LCT_EAMBIGUOUS)
        cloud->ops->machines->get(cloud, m->node->cloud_id, looked, s);
    else
        step_end(s, err);
}

static void
lock(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->locks->add(cloud, m->node->cloud_id, m->np->lock, locked, s);
}

const struct step_kind machine_lock = {
    .name = "machine.lock",
    .verb = "locking",
    .past = "locked",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "lock.add",
    .start = lock,
    .failed = member_failed,
};

static void
unlocked(void *user, const struct lct_err *err)
{
    struct step *s = user;

    if (err->code == LCT_OK || err->code == LCT_ENOTFOUND)
        note(s, NULL);
    else
        step_end(s, err);
}

static void
found(void *user, const struct lct_err *err, const struct lock *locks, size_t n)
{
    struct step *s = user;
    const struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (str_eq(locks[i].type, m->node->lock)) {
            cloud->ops->locks->remove(cloud, locks[i].id, unlocked, s);
            return;
        }
    note(s, NULL);
}

static void
unlock(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->locks->find(cloud, m->node->cloud_id, found, s);
}

const struct step_kind machine_unlock = {
    .name = "machine.unlock",
    .verb = "taking its lock off",
    .past = "unlocked",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "lock.find",
    .start = unlock,
    .failed = member_failed,
};
