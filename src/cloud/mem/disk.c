// SPDX-License-Identifier: MIT
// Requests about disks, with the API's rules: one job at a time, and together no more than the type
// has.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

#define DISKS_MAX 50

// ---- what is told

static void
tell_disk(struct request *r, const struct lct_err *err)
{
    ((cloud_disk_fn *)r->fn)(r->user, err, err->code ? NULL : r->disks);
}

static void
tell_disks(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_disks_fn *)r->fn)(r->user, err, well ? r->disks : NULL, well ? r->n : 0);
}

static void
snap(struct request *r, const struct mem_disk *d)
{
    struct disk *out = &r->disks[r->n++];

    *out = d->shown;
    record_own(r->arena, disk_record, out);
}

static void
snap_one(struct request *r, const struct mem_disk *d)
{
    r->disks = ARENA_NEW(r->arena, struct disk);
    snap(r, d);
}

// ---- effects

static struct mem_disk *
target(struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    struct mem_disk *d = m ? machine_disk(m, r->part) : NULL;

    if (m && !d)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return d;
}

static int
room_check(const struct request *r, const struct mem_machine *m, int64_t more, struct lct_err *err)
{
    if (disks_mb(m) + more > mem_type_disk_mb(m->shown.type))
        return lct_fail(
            err, LCT_EFAILED, "%s: not enough of the type's disk is left (size)", r->kind);
    return LCT_OK;
}

static int
spec_check(const struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    static const char *const kinds[] = { "raw", "swap", "ext3", "ext4", NULL };
    const struct disk_spec *s = &r->disk_spec;

    if (!title_valid(s->label))
        return lct_fail(err, LCT_EFAILED, "%s: Length must be 1-48 characters (label)", r->kind);
    if (s->size_mb <= 0)
        return lct_fail(err, LCT_EFAILED, "%s: size is required (size)", r->kind);
    if (s->fs && !texts_have(kinds, s->fs))
        return lct_fail(err, LCT_EFAILED, "%s: filesystem is not valid (filesystem)", r->kind);
    if (s->image && !*s->authorized_keys)
        return lct_fail(
            err, LCT_EFAILED, "Must provide valid root_pass, authorized_keys, or authorized_users");
    if (m->disks.n >= DISKS_MAX)
        return lct_fail(err, LCT_EFAILED, "%s: a Linode has at most 50 disks", r->kind);
    return room_check(r, m, s->size_mb, err);
}

// It becomes so large, or goes, when the job ends.
static void
begin(struct request *r, struct mem_disk *d, int64_t then_mb)
{
    d->shown.ready = false;
    d->until_ms = mem_now_ms(r->cloud) + r->cloud->account->dials.disk_ms;
    d->then_mb = then_mb;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);
    const struct disk_spec *s = &r->disk_spec;
    struct mem_disk *d;

    if (!m || spec_check(r, m, err) < 0)
        return err->code;
    d = vec_add(&m->disks);
    *d = (struct mem_disk){ .shown = { .id = id_new(r->cloud->account, m->arena),
                                .label = arena_strdup(m->arena, s->label),
                                .fs = arena_strdup(m->arena, s->fs ? s->fs : "ext4"),
                                .size_mb = s->size_mb } };
    begin(r, d, s->size_mb);
    snap_one(r, d);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_disk *d = target(r, request_machine(r, false, err), err);

    if (d)
        snap_one(r, d);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    r->disks = arena_array(r->arena, m->disks.n + 1, sizeof *r->disks);
    vec_each (d, &m->disks)
        snap(r, d);
    return LCT_OK;
}

static bool
is_in_use(const struct mem_machine *m, const struct mem_disk *d)
{
    const struct config *c = machine_boots(m);

    for (unsigned i = 0; m->shown.status != MACHINE_OFFLINE && c && i < N_SLOTS; i++)
        if (str_eq(c->slots[i].disk, d->shown.id))
            return true;
    return false;
}

// One that is in use stays what it is, as the API's documents say.
static int
effect_resize(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, true, err);
    struct mem_disk *d = target(r, m, err);

    if (!d || room_check(r, m, r->size - d->shown.size_mb, err) < 0)
        return err->code;
    begin(r, d, is_in_use(m, d) ? d->shown.size_mb : r->size);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, true, err);
    struct mem_disk *d = target(r, m, err);

    if (!d)
        return err->code;
    if (is_in_use(m, d))
        return lct_fail(err, LCT_EFAILED, "%s: the disk is in use", r->kind);
    begin(r, d, 0);
    return LCT_OK;
}

// ---- the port

static struct request *
about(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *machine, const char *id, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->id = request_text(r, machine);
    r->part = request_text(r, id);
    return r;
}

static struct op *
create(
    struct cloud *c, const char *machine, const struct disk_spec *s, cloud_disk_fn *fn, void *user)
{
    static const char *const a_key[] = { "given", NULL };
    struct request *r =
        about(c, "disk.create", effect_create, tell_disk, machine, NULL, (any_fn *)fn, user);

    r->disk_spec = (struct disk_spec){
        .label = request_text(r, s->label),
        .fs = request_text(r, s->fs),
        .size_mb = s->size_mb,
        .image = request_text(r, s->image),
        .script = request_text(r, s->script),
        .authorized_keys = s->root_password ? a_key : texts_copy(r->arena, s->authorized_keys),
    };
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *machine, const char *id, cloud_disk_fn *fn, void *user)
{
    return request_go(
        about(c, "disk.get", effect_get, tell_disk, machine, id, (any_fn *)fn, user), false);
}

static struct op *
list(struct cloud *c, const char *machine, cloud_disks_fn *fn, void *user)
{
    return request_go(
        about(c, "disk.list", effect_list, tell_disks, machine, NULL, (any_fn *)fn, user), false);
}

static struct op *
resize(struct cloud *c, const char *machine, const char *id, int64_t size_mb, cloud_done_fn *fn,
    void *user)
{
    struct request *r =
        about(c, "disk.resize", effect_resize, tell_done, machine, id, (any_fn *)fn, user);

    r->size = size_mb;
    return request_go(r, true);
}

static struct op *delete (
    struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(
        about(c, "disk.remove", effect_remove, tell_done, machine, id, (any_fn *)fn, user), true);
}

const struct disk_ops mem_disks = {
    .create = create,
    .get = get,
    .list = list,
    .resize = resize,
    .remove = delete,
};
