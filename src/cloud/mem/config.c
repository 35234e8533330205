// SPDX-License-Identifier: MIT
// Requests about the configurations that machines boot with.
#include "base/str.h"
#include "cloud/mem/request.h"

// ---- what is told

static struct config
config_own(struct arena *a, const struct config *c)
{
    struct config own = *c;

    own.id = c->id ? arena_strdup(a, c->id) : NULL;
    own.label = arena_strdup(a, c->label);
    own.kernel = c->kernel ? arena_strdup(a, c->kernel) : NULL;
    own.root = arena_strdup(a, c->root);
    own.interfaces = NULL; // they are the machine's
    own.n_interfaces = 0;
    slots_own(a, own.slots);
    return own;
}

static void
snap_one(struct request *r, const struct config *c)
{
    r->configs = ARENA_NEW(r->arena, struct config);
    *r->configs = config_own(r->arena, c);
}

static void
tell_config(struct request *r, const struct lct_err *err)
{
    ((cloud_config_fn *)r->fn)(r->user, err, err->code ? NULL : r->configs);
}

static void
tell_configs(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_configs_fn *)r->fn)(r->user, err, well ? r->configs : NULL, well ? r->n : 0);
}

// ---- slots

void
slots_own(struct arena *a, struct slot slots[static N_SLOTS])
{
    for (unsigned i = 0; i < N_SLOTS; i++) {
        slots[i].disk = slots[i].disk ? arena_strdup(a, slots[i].disk) : NULL;
        slots[i].volume = slots[i].volume ? arena_strdup(a, slots[i].volume) : NULL;
    }
}

static bool
is_possible(const struct request *r, const struct mem_machine *m, const struct slot *s)
{
    const struct mem_volume *v = s->volume ? account_volume(r->cloud->account, s->volume) : NULL;

    if (s->disk)
        return machine_disk(m, s->disk);
    return !s->volume || (v && (!v->machine || str_eq(v->machine, m->shown.id)));
}

int
slots_check(struct request *r, const struct mem_machine *m, const struct slot slots[static N_SLOTS],
    struct lct_err *err)
{
    for (unsigned i = 0; i < N_SLOTS; i++)
        if (!is_possible(r, m, &slots[i]))
            return lct_fail(err, LCT_EFAILED, "%s: the device is none of this Linode (devices.%s)",
                r->kind, slot_name(i));
    return LCT_OK;
}

// ---- effects

static int
config_check(struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    if (!title_valid(r->config.label))
        return lct_fail(err, LCT_EFAILED, "%s: Length must be 1-48 characters (label)", r->kind);
    return slots_check(r, m, r->config.slots, err);
}

static struct config *
target(struct request *r, const struct mem_machine *m, struct lct_err *err)
{
    struct config *c = m ? machine_config(m, r->part) : NULL;

    if (m && !c)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return c;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);
    struct config *c;

    if (!m || config_check(r, m, err) < 0)
        return err->code;
    c = vec_add(&m->configs);
    *c = config_own(m->arena, &r->config);
    interfaces_give(r->cloud->account, m, r->config.interfaces, r->config.n_interfaces);
    c->id = id_new(r->cloud->account, m->arena);
    snap_one(r, c);
    return LCT_OK;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    r->configs = arena_array(r->arena, m->configs.n + 1, sizeof *r->configs);
    vec_each (c, &m->configs)
        r->configs[r->n++] = config_own(r->arena, c);
    return LCT_OK;
}

static int
effect_update(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);
    struct config *c = target(r, m, err);
    const char *id = c ? c->id : NULL;

    if (!c || config_check(r, m, err) < 0)
        return err->code;
    *c = config_own(m->arena, &r->config);
    c->id = id;
    snap_one(r, c);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);
    const struct config *c = target(r, m, err);

    if (c)
        vec_remove(&m->configs, (size_t)(c - m->configs.items));
    return err->code;
}

// ---- the port

static struct request *
about(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *machine, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->id = request_text(r, machine);
    return r;
}

static struct op *
create(struct cloud *c, const char *machine, const struct config *config, cloud_config_fn *fn,
    void *user)
{
    struct request *r =
        about(c, "config.create", effect_create, tell_config, machine, (any_fn *)fn, user);

    r->config = config_own(r->arena, config);
    r->config.interfaces = request_interfaces(r, config->interfaces, config->n_interfaces);
    r->config.n_interfaces = config->n_interfaces;
    return request_go(r, true);
}

static struct op *
list(struct cloud *c, const char *machine, cloud_configs_fn *fn, void *user)
{
    return request_go(
        about(c, "config.list", effect_list, tell_configs, machine, (any_fn *)fn, user), false);
}

static struct op *
update(struct cloud *c, const char *machine, const struct config *config, cloud_config_fn *fn,
    void *user)
{
    struct request *r =
        about(c, "config.update", effect_update, tell_config, machine, (any_fn *)fn, user);

    r->config = config_own(r->arena, config);
    r->part = r->config.id;
    return request_go(r, true);
}

static struct op *delete (
    struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user)
{
    struct request *r =
        about(c, "config.remove", effect_remove, tell_done, machine, (any_fn *)fn, user);

    r->part = request_text(r, id);
    return request_go(r, true);
}

const struct config_ops mem_configs = {
    .create = create,
    .list = list,
    .update = update,
    .remove = delete,
};
