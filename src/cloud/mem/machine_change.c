// SPDX-License-Identifier: MIT
// Requests that change a machine where it is, or copy it.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- effects

static int
effect_resize(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);
    const struct mem_disk *only;

    if (!m || str_eq(m->shown.type, r->resize.type))
        return err->code;
    if (!mem_type_disk_mb(r->resize.type))
        return lct_fail(err, LCT_EFAILED, "A valid plan type by that ID was not found (type)");
    only = r->resize.fit_disks ? machine_only_disk(m) : NULL;
    if (disks_mb(m) - (only ? only->shown.size_mb - 1 : 0) > mem_type_disk_mb(r->resize.type))
        return lct_fail(err, LCT_EFAILED, "%s: the disks do not fit onto the type", r->kind);
    machine_resize(r->cloud->account, m, &r->resize, mem_now_ms(r->cloud));
    return LCT_OK;
}

static int
effect_password(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, true, err);

    if (!m)
        return err->code;
    if (m->shown.status != MACHINE_OFFLINE)
        return lct_fail(err, LCT_EFAILED, "%s: the Linode is not off", r->kind);
    if (r->part && !machine_disk(m, r->part))
        return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    if (!r->part && !machine_only_disk(m))
        return lct_fail(err, LCT_EFAILED, "%s: it has not one disk only", r->kind);
    return LCT_OK;
}

static int
effect_rescue(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (!m || slots_check(r, m, r->config.slots, err) < 0)
        return err->code;
    machine_reboot(r->cloud->account, m, mem_now_ms(r->cloud));
    return LCT_OK;
}

static int
effect_clone(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_machine *from = request_machine(r, true, err), *m;
    const int64_t now_ms = mem_now_ms(r->cloud);

    if (!from)
        return err->code;
    if (disks_mb(from) > mem_type_disk_mb(r->spec.type))
        return lct_fail(err, LCT_EFAILED, "%s: the disks do not fit onto the type", r->kind);
    r->spec.tags = from->shown.tags;
    if (account_create(a, &r->spec, now_ms, false, &m, err) < 0)
        return err->code;
    m->shown.image = from->shown.image ? arena_strdup(m->arena, from->shown.image) : NULL;
    disks_copy(a, m, from, now_ms + a->dials.provision_ms);
    request_shows(r, m);
    return LCT_OK;
}

// ---- the port

static struct request *
about(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *id, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->id = request_text(r, id);
    return r;
}

struct op *
machine_op_resize(struct cloud *c, const char *id, const struct machine_resize *how,
    cloud_done_fn *fn, void *user)
{
    struct request *r =
        about(c, "machine.resize", effect_resize, tell_done, id, (any_fn *)fn, user);

    r->resize = *how;
    r->resize.type = request_text(r, how->type);
    return request_go(r, true);
}

struct op *
machine_op_password(struct cloud *c, const char *id, const char *disk,
    const struct secret *password, cloud_done_fn *fn, void *user)
{
    struct request *r =
        about(c, "machine.password", effect_password, tell_done, id, (any_fn *)fn, user);

    r->part = request_text(r, disk);
    return request_go(r, true);
}

struct op *
machine_op_rescue(struct cloud *c, const char *id, const struct slot slots[static N_SLOTS],
    cloud_done_fn *fn, void *user)
{
    struct request *r =
        about(c, "machine.rescue", effect_rescue, tell_done, id, (any_fn *)fn, user);

    memcpy(r->config.slots, slots, sizeof r->config.slots);
    r->config.slots[N_SLOTS - 1] = (struct slot){ 0 };
    slots_own(r->arena, r->config.slots);
    return request_go(r, true);
}

struct op *
machine_op_clone(struct cloud *c, const char *id, const struct machine_spec *spec,
    cloud_machine_fn *fn, void *user)
{
    struct request *r =
        about(c, "machine.clone", effect_clone, tell_machine, id, (any_fn *)fn, user);

    request_spec(r, spec);
    r->spec.image = NULL;
    return request_go(r, true);
}
