// SPDX-License-Identifier: MIT
// Backups of machines in memory: the last one asked for, and the one that is being made.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/request.h"

// ---- how they change with time

static void
backup_free(struct mem_backup *b)
{
    vec_done(&b->of->disks);
    vec_done(&b->of->configs);
    arena_free(b->of->arena);
    free(b->of);
}

void
backups_free(struct mem_machine *m)
{
    vec_each (b, &m->backups)
        backup_free(b);
    vec_done(&m->backups);
}

// One that is complete takes the place of the one before.
void
backups_settle(struct mem_machine *m, int64_t now_ms)
{
    struct mem_backup *last = m->backups.n ? &m->backups.items[m->backups.n - 1] : NULL;

    if (!last || !last->shown.under_way || last->until_ms > now_ms)
        return;
    last->shown.under_way = false;
    last->shown.complete = true;
    last->shown.status = "successful";
    last->shown.finished = "2026-01-01T00:00:00";
    while (m->backups.n > 1) {
        backup_free(&m->backups.items[0]);
        vec_remove(&m->backups, 0);
    }
}

bool
backups_busy(const struct mem_machine *m)
{
    return m->backups.n && m->backups.items[m->backups.n - 1].shown.under_way;
}

static void
backup_make(struct mem_cloud *c, struct mem_machine *m, const char *label)
{
    struct mem_machine *of = NEW(struct mem_machine);
    struct mem_backup *b = vec_add(&m->backups);

    of->arena = arena_new();
    disks_copy(c->account, of, m, 0);
    *b = (struct mem_backup){ .shown = { .id = id_new(c->account, m->arena),
                                  .label = arena_strdup(m->arena, label),
                                  .status = "running",
                                  .created = "2026-01-01T00:00:00",
                                  .size_mb = disks_mb(m),
                                  .snapshot = true,
                                  .under_way = true },
        .until_ms = mem_now_ms(c) + c->account->dials.disk_ms,
        .of = of };
}

// ---- requests

static void
snap(struct request *r, const struct mem_backup *b)
{
    struct backup *out = &r->backups[r->n++];

    *out = b->shown;
    record_own(r->arena, backup_record, out);
}

static void
tell_backups(struct request *r, const struct lct_err *err)
{
    ((cloud_backups_fn *)r->fn)(r->user, err, err->code ? NULL : r->backups, err->code ? 0 : r->n);
}

static void
tell_backup(struct request *r, const struct lct_err *err)
{
    ((cloud_backup_fn *)r->fn)(r->user, err, err->code ? NULL : r->backups);
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    r->backups = arena_array(r->arena, m->backups.n + 1, sizeof *r->backups);
    vec_each (b, &m->backups)
        snap(r, b);
    return LCT_OK;
}

static int
effect_enable(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (m)
        m->shown.backups = true;
    return err->code;
}

static int
effect_cancel(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (!m)
        return err->code;
    backups_free(m);
    m->shown.backups = false;
    return LCT_OK;
}

static int
effect_take(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (!m)
        return err->code;
    if (!m->shown.backups)
        return lct_fail(err, LCT_EFAILED, "%s: the Backup service is not enabled", r->kind);
    backup_make(r->cloud, m, r->label);
    r->backups = ARENA_NEW(r->arena, struct backup);
    snap(r, &m->backups.items[m->backups.n - 1]);
    return LCT_OK;
}

static struct mem_backup *
target(struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    vec_each (b, &m->backups)
        if (str_eq(b->shown.id, r->part))
            return b;
    lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return NULL;
}

static int
effect_restore(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_machine *m = request_machine(r, true, err), *to = account_find(a, r->want);
    const struct mem_backup *b = m ? target(r, m, err) : NULL;

    if (!b)
        return err->code;
    if (!to)
        return lct_fail(err, LCT_EFAILED, "%s: linode_id is not valid (linode_id)", r->kind);
    if (machine_is_busy(to))
        return lct_fail(err, LCT_EWAIT, "%s: Linode busy.", r->kind);
    if (!b->shown.complete)
        return lct_fail(err, LCT_EFAILED, "%s: it is not complete", r->kind);
    if (!r->size && to->shown.status != MACHINE_OFFLINE)
        return lct_fail(err, LCT_EFAILED, "%s: the Linode is not off", r->kind);
    if (b->shown.size_mb + (r->size ? 0 : disks_mb(to)) > mem_type_disk_mb(to->shown.type))
        return lct_fail(err, LCT_EFAILED, "%s: the disks do not fit", r->kind);
    machine_restore(a, to, b->of, r->size, mem_now_ms(r->cloud));
    return LCT_OK;
}

// ---- the port

static struct op *
list(struct cloud *c, const char *machine, cloud_backups_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "backup.list", effect_list, tell_backups, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, false);
}

static struct op *
enable(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "backup.enable", effect_enable, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, true);
}

static struct op *
cancel(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "backup.cancel", effect_cancel, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, true);
}

static struct op *
make(struct cloud *c, const char *machine, const char *label, cloud_backup_fn *fn, void *user)
{
    struct request *r = request_new(c, "backup.take", effect_take, tell_backup, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->label = request_text(r, label);
    return request_go(r, true);
}

static struct op *
restore(struct cloud *c, const char *machine, const char *id, const char *to, bool over,
    cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "backup.restore", effect_restore, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->part = request_text(r, id);
    r->want = request_text(r, to);
    r->size = over;
    return request_go(r, true);
}

const struct backup_ops mem_backups = {
    .list = list,
    .enable = enable,
    .cancel = cancel,
    .make = make,
    .restore = restore,
};
