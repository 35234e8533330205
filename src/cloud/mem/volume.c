// SPDX-License-Identifier: MIT
// Requests about volumes, with the API's rules: labels are unique, one machine of the region has a
// volume, they only grow, and one that is attached stays.
#include "model/volume.h"

#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- what is told

static void
snap(struct request *r, const struct mem_volume *v)
{
    const char *machine[] = { v->machine, NULL };
    struct thing *out = &r->things[r->n++];

    *out = v->shown;
    out->members = machine;
    record_own(r->arena, thing_record, out);
}

static void
snap_one(struct request *r, const struct mem_volume *v)
{
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, v);
}

// ---- effects

static struct mem_volume *
labelled(const struct mem_account *a, const char *label)
{
    vec_each (v, &a->volumes)
        if (str_eq(v->shown.label, label))
            return v;
    return NULL;
}

static struct mem_volume *
target(struct request *r, struct lct_err *err)
{
    struct mem_volume *v = account_volume(r->cloud->account, r->group);

    if (!v)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return v;
}

static int
ready_check(const struct request *r, const struct mem_volume *v, struct lct_err *err)
{
    return v->shown.ready ? LCT_OK : lct_fail(err, LCT_EWAIT, "%s: it is not ready", r->kind);
}

static void
begin(struct request *r, struct mem_volume *v)
{
    v->shown.ready = false;
    v->until_ms = mem_now_ms(r->cloud) + r->cloud->account->dials.volume_ms;
}

static int
label_check(const struct request *r, const char *label, struct lct_err *err)
{
    const size_t n = strlen(label);

    if (labelled(r->cloud->account, label))
        return lct_fail(
            err, LCT_EEXISTS, "%s: Label must be unique among your volumes (label)", r->kind);
    if (!n || n > VOLUME_LABEL_MAX)
        return lct_fail(err, LCT_EFAILED, "%s: Length must be 1-%d characters (label)", r->kind,
            VOLUME_LABEL_MAX);
    return LCT_OK;
}

static int
size_check(const struct request *r, int64_t size_gb, struct lct_err *err)
{
    if (size_gb < VOLUME_GB_MIN || size_gb > VOLUME_GB_MAX)
        return lct_fail(
            err, LCT_EFAILED, "%s: Must be %d-%d (size)", r->kind, VOLUME_GB_MIN, VOLUME_GB_MAX);
    return LCT_OK;
}

static void
label_set(struct mem_account *a, struct mem_volume *v, const char *label)
{
    v->shown.label = arena_strdup(a->arena, label);
    v->shown.device = arena_printf(a->arena, "/dev/disk/by-id/scsi-0Mem_Volume_%s", label);
}

static void
add(struct request *r, const char *label, const char *region, const char *traits, int64_t size_gb)
{
    struct mem_account *a = r->cloud->account;
    struct mem_volume *v = vec_add(&a->volumes);

    *v = (struct mem_volume){ .shown = { .id = id_new(a, a->arena),
                                  .region = arena_strdup(a->arena, region),
                                  .traits = volume_traits(volume_encrypted(traits)),
                                  .tags = texts_copy(a->arena, r->tags),
                                  .size_gb = size_gb } };
    label_set(a, v, label);
    begin(r, v);
    snap_one(r, v);
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    const struct thing_spec *s = &r->thing_spec;

    if (label_check(r, s->label, err) < 0 || size_check(r, s->size_gb, err) < 0)
        return err->code;
    add(r, s->label, s->region, s->traits, s->size_gb);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_volume *v = target(r, err);

    if (v)
        snap_one(r, v);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->things = arena_array(r->arena, a->volumes.n + 1, sizeof *r->things);
    vec_each (v, &a->volumes)
        if (!r->want || str_eq(v->shown.label, r->want))
            snap(r, v);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct mem_volume *v = target(r, err);

    if (!v || ready_check(r, v, err) < 0)
        return err->code;
    if (v->machine)
        return lct_fail(err, LCT_EWAIT, "%s: it is attached", r->kind);
    vec_remove(&a->volumes, (size_t)(v - a->volumes.items));
    return LCT_OK;
}

// Into its slot, or the first free one.
static bool
slot_take(struct config *c, const char *volume)
{
    for (unsigned i = 0; i < N_SLOTS; i++)
        if (slot_empty(&c->slots[i]) || str_eq(c->slots[i].volume, volume)) {
            c->slots[i].volume = volume;
            return true;
        }
    return false;
}

// A machine without configurations has no slots, and none is wanted.
static int
config_join(const struct request *r, struct mem_machine *m, const char *volume, struct lct_err *err)
{
    struct config *c = r->part ? machine_config(m, r->part) : machine_boots(m);

    if (r->part && !c)
        return lct_fail(err, LCT_EFAILED, "%s: config_id is not valid (config_id)", r->kind);
    if (!r->part && !m->booted && m->configs.n > 1)
        return lct_fail(err, LCT_EFAILED, "%s: Couldn't choose a configuration profile", r->kind);
    if (c && !slot_take(c, volume))
        return lct_fail(err, LCT_EFAILED, "%s: no slot of the Linode is free", r->kind);
    return LCT_OK;
}

static int
effect_attach(struct request *r, struct lct_err *err)
{
    struct mem_volume *v = target(r, err);
    struct mem_machine *m;

    if (!v || (str_eq(v->machine, r->id) && !v->leaves))
        return err->code;
    m = request_machine(r, true, err);
    if (!m || ready_check(r, v, err) < 0)
        return err->code;
    if (v->machine)
        return lct_fail(err, LCT_EFAILED, "%s: it is attached to another Linode", r->kind);
    if (!str_eq(m->shown.region, v->shown.region))
        return lct_fail(err, LCT_EFAILED, "%s: the Linode is in another region", r->kind);
    if (config_join(r, m, v->shown.id, err) < 0)
        return err->code;
    v->machine = m->shown.id;
    begin(r, v);
    return LCT_OK;
}

static int
effect_detach(struct request *r, struct lct_err *err)
{
    struct mem_volume *v = target(r, err);

    if (!v || !v->machine || v->leaves || ready_check(r, v, err) < 0)
        return err->code;
    v->leaves = true;
    begin(r, v);
    return LCT_OK;
}

static int
effect_resize(struct request *r, struct lct_err *err)
{
    struct mem_volume *v = target(r, err);

    if (!v || v->shown.size_gb == r->size || size_check(r, r->size, err) < 0)
        return err->code;
    if (v->shown.size_gb > r->size)
        return lct_fail(
            err, LCT_EFAILED, "%s: Storage volumes can only be resized up (size)", r->kind);
    if (ready_check(r, v, err) < 0)
        return err->code;
    v->shown.size_gb = r->size;
    begin(r, v);
    return LCT_OK;
}

static int
effect_clone(struct request *r, struct lct_err *err)
{
    const struct mem_volume *v = target(r, err);

    if (!v || ready_check(r, v, err) < 0 || label_check(r, r->want, err) < 0)
        return err->code;
    add(r, r->want, v->shown.region, v->shown.traits, v->shown.size_gb);
    return LCT_OK;
}

static int
effect_update(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_volume *v = target(r, err);

    if (!v)
        return err->code;
    if (r->label && !str_eq(r->label, v->shown.label)) {
        if (label_check(r, r->label, err) < 0)
            return err->code;
        label_set(a, v, r->label);
    }
    v->shown.tags = texts_copy(a->arena, r->tags);
    snap_one(r, v);
    return LCT_OK;
}

// ---- the port

static struct request *
about(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *id, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->group = request_text(r, id);
    return r;
}

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r =
        about(c, "volume.create", effect_create, tell_thing, NULL, (any_fn *)fn, user);

    r->want = request_text(r, s->label); // for whoever makes trouble
    r->tags = texts_copy(r->arena, s->tags);
    r->thing_spec = (struct thing_spec){ .label = r->want,
        .region = request_text(r, s->region),
        .traits = request_text(r, s->traits),
        .size_gb = s->size_gb };
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return request_go(
        about(c, "volume.get", effect_get, tell_thing, id, (any_fn *)fn, user), false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        about(c, "volume.list", effect_list, tell_things, NULL, (any_fn *)fn, user), false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r = about(c, "volume.find", effect_list, tell_things, NULL, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(
        about(c, "volume.remove", effect_remove, tell_done, id, (any_fn *)fn, user), true);
}

static struct op *
attach(struct cloud *c, const char *id, const char *machine, const char *config, cloud_done_fn *fn,
    void *user)
{
    struct request *r = about(c, "volume.attach", effect_attach, tell_done, id, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->part = request_text(r, config);
    return request_go(r, true);
}

static struct op *
detach(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(
        about(c, "volume.detach", effect_detach, tell_done, id, (any_fn *)fn, user), true);
}

static struct op *
resize(struct cloud *c, const char *id, int64_t size_gb, cloud_done_fn *fn, void *user)
{
    struct request *r = about(c, "volume.resize", effect_resize, tell_done, id, (any_fn *)fn, user);

    r->size = size_gb;
    return request_go(r, true);
}

static struct op *
clone_volume(struct cloud *c, const char *id, const char *label, cloud_thing_fn *fn, void *user)
{
    struct request *r = about(c, "volume.clone", effect_clone, tell_thing, id, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, true);
}

static struct op *
update(struct cloud *c, const char *id, const char *label, const char *const *tags,
    cloud_thing_fn *fn, void *user)
{
    struct request *r = about(c, "volume.retag", effect_update, tell_thing, id, (any_fn *)fn, user);

    r->label = request_text(r, label);
    r->tags = texts_copy(r->arena, tags);
    return request_go(r, true);
}

const struct thing_ops mem_volume_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct volume_ops mem_volumes = {
    .attach = attach,
    .detach = detach,
    .resize = resize,
    .clone = clone_volume,
    .update = update,
};
