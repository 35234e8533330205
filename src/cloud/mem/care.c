// SPDX-License-Identifier: MIT
// Requests about how a machine is watched, mended and backed up, and about its lock.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- watchdog, maintenance policy, when backups are made

static int
effect_care(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    if (r->care.says_watchdog)
        m->shown.unwatched = !r->care.watchdog;
    if (r->care.maintenance)
        m->shown.maintenance = arena_strdup(m->arena, r->care.maintenance);
    if (r->care.backup_day)
        m->shown.backup_day = arena_strdup(m->arena, r->care.backup_day);
    if (r->care.backup_window)
        m->shown.backup_window = arena_strdup(m->arena, r->care.backup_window);
    request_shows(r, m);
    return LCT_OK;
}

struct op *
machine_op_care(struct cloud *c, const char *id, const struct machine_care *care,
    cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.care", effect_care, tell_machine, (any_fn *)fn, user);

    r->id = request_text(r, id);
    r->care = *care;
    r->care.maintenance = request_text(r, care->maintenance);
    r->care.backup_day = request_text(r, care->backup_day);
    r->care.backup_window = request_text(r, care->backup_window);
    return request_go(r, true);
}

// ---- locks: a machine has one, which has its id

bool
machine_is_locked(const struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    if (!*m->shown.locks)
        return false;
    lct_fail(err, LCT_EFAILED, "%s: the Linode is locked", r->kind);
    return true;
}

static void
tell_locks(struct request *r, const struct lct_err *err)
{
    const struct machine *m = r->machines;
    const bool well = err->code == LCT_OK;
    const struct lock lock = { r->id, r->id, well ? *m->locks : NULL };
    const size_t n = well && lock.type;

    ((cloud_locks_fn *)r->fn)(r->user, err, n ? &lock : NULL, n);
}

static int
effect_find(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (m)
        request_shows(r, m);
    return err->code;
}

static int
effect_add(struct request *r, struct lct_err *err)
{
    const char *const locks[] = { r->label, NULL };
    struct mem_machine *m = request_machine(r, false, err);

    if (m && !machine_is_locked(r, m, err))
        m->shown.locks = texts_copy(m->arena, locks);
    return err->code;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    static const char *const none[] = { NULL };
    struct mem_machine *m = request_machine(r, false, err);

    if (m && !*m->shown.locks)
        return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    if (m)
        m->shown.locks = none;
    return err->code;
}

static struct op *
find(struct cloud *c, const char *machine, cloud_locks_fn *fn, void *user)
{
    struct request *r = request_new(c, "lock.find", effect_find, tell_locks, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, false);
}

static struct op *
add(struct cloud *c, const char *machine, const char *type, cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, "lock.add", effect_add, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->label = request_text(r, type);
    return request_go(r, true);
}

static struct op *
remove_one(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, "lock.remove", effect_remove, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, id);
    return request_go(r, true);
}

const struct lock_ops mem_locks = {
    .find = find,
    .add = add,
    .remove = remove_one,
};
