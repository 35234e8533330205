// SPDX-License-Identifier: MIT
// Requests about machines: what they ask for, what they do to the account, what they tell.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- what is told

static void
tell_machines(struct request *r, const struct lct_err *err)
{
    bool well = err->code == 0;

    ((cloud_machines_fn *)r->fn)(r->user, err, well ? r->machines : NULL, well ? r->n : 0);
}

// ---- effects

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_machine *m;
    int code = account_create(
        r->cloud->account, &r->spec, mem_now_ms(r->cloud), r->trouble.never_boots, &m, err);

    if (code == 0)
        request_shows(r, m);
    return code;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (m)
        request_shows(r, m);
    return err->code;
}

static bool
is_wanted(const struct request *r, const struct mem_machine *m)
{
    if (!r->want)
        return true;
    return str_eq(r->kind, "machine.find") ? str_eq(m->shown.label, r->want)
                                           : machine_tagged(&m->shown, r->want);
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->machines = arena_array(r->arena, a->machines.n + 1, sizeof *r->machines);
    vec_each (m, &a->machines)
        if (is_wanted(r, *m))
            request_adds(r, *m);
    return 0;
}

static int
effect_update(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    const struct mem_machine *same =
        r->label ? account_labelled(r->cloud->account, r->label) : NULL;
    if (same && same != m)
        return lct_fail(err, LCT_EEXISTS, "Label must be unique among your linodes (label)");
    machine_update(m, r->label, r->tags);
    request_shows(r, m);
    return 0;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (m && !machine_is_locked(r, m, err))
        account_remove(r->cloud->account, m);
    return err->code;
}

static int
effect_boot(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);
    const struct config *with;

    if (!m || m->shown.status == MACHINE_RUNNING)
        return err->code;
    with = r->part ? machine_config(m, r->part) : machine_boots(m);
    if (!with || !config_boots(with))
        return lct_fail(err, LCT_EFAILED, "%s: Must include at least one disk or volume!", r->kind);
    m->booted = with->id;
    account_boot(r->cloud->account, m, mem_now_ms(r->cloud), r->trouble.never_boots);
    return LCT_OK;
}

static int
effect_reboot(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (m)
        machine_reboot(r->cloud->account, m, mem_now_ms(r->cloud));
    return err->code;
}

static int
effect_shutdown(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (m && m->shown.status != MACHINE_OFFLINE)
        machine_shutdown(r->cloud->account, m, mem_now_ms(r->cloud));
    return err->code;
}

static int
effect_rebuild(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, true, err);

    if (!m || machine_is_locked(r, m, err))
        return err->code;
    machine_rebuild(r->cloud->account, m, &r->spec, mem_now_ms(r->cloud));
    request_shows(r, m);
    return 0;
}

// ---- the slots

static struct op *
create(struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.create", effect_create, tell_machine, (any_fn *)fn, user);

    request_spec(r, spec);
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_machine_fn *fn, void *user)
{
    struct request *r = request_new(c, "machine.get", effect_get, tell_machine, (any_fn *)fn, user);

    r->id = request_text(r, id);
    return request_go(r, false);
}

static struct op *
list(struct cloud *c, const char *tag, cloud_machines_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.list", effect_list, tell_machines, (any_fn *)fn, user);

    r->want = request_text(r, tag);
    return request_go(r, false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_machines_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.find", effect_list, tell_machines, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *
update(struct cloud *c, const char *id, const char *label, const char *const *tags,
    cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.retag", effect_update, tell_machine, (any_fn *)fn, user);

    r->id = request_text(r, id);
    r->label = request_text(r, label);
    r->tags = texts_copy(r->arena, tags);
    return request_go(r, true);
}

static struct op *
change(struct cloud *c, const char *kind, request_effect_fn *effect, const char *id,
    cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, id);
    return request_go(r, true);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.remove", effect_remove, id, fn, user);
}

static struct op *
boot(struct cloud *c, const char *id, const char *config, cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, "machine.boot", effect_boot, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, id);
    r->part = request_text(r, config);
    return request_go(r, true);
}

static struct op *
reboot(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.reboot", effect_reboot, id, fn, user);
}

static struct op *
shut_down(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.shutdown", effect_shutdown, id, fn, user);
}

static struct op *
rebuild(struct cloud *c, const char *id, const struct machine_spec *spec, cloud_machine_fn *fn,
    void *user)
{
    struct request *r =
        request_new(c, "machine.rebuild", effect_rebuild, tell_machine, (any_fn *)fn, user);

    r->id = request_text(r, id);
    request_spec(r, spec);
    return request_go(r, true);
}

const struct machine_ops mem_machines = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .update = update,
    .care = machine_op_care,
    .remove = delete,
    .boot = boot,
    .reboot = reboot,
    .shutdown = shut_down,
    .rebuild = rebuild,
    .resize = machine_op_resize,
    .password = machine_op_password,
    .rescue = machine_op_rescue,
    .clone = machine_op_clone,
};
