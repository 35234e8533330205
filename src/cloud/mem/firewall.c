// SPDX-License-Identifier: MIT
// Requests about Cloud Firewalls, with the API's rules: labels are unique, a machine is behind one
// that is in force, one has so many rules and networks at most.
#include <stdlib.h>

#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- the account's

struct mem_firewall *
account_firewall(const struct mem_account *a, const char *id)
{
    vec_each (f, &a->firewalls)
        if (str_eq(f->id, id))
            return f;
    return NULL;
}

// ---- what is told

static void
snap(struct request *r, const struct mem_firewall *f)
{
    struct mem_account *a = r->cloud->account;
    const char **ids = arena_array(r->arena, a->machines.n * INTERFACES_MAX + 1, sizeof *ids);
    size_t n = 0;

    vec_each (m, &a->machines)
        for (size_t i = 0; i < (*m)->filtered && str_eq((*m)->firewall, f->id); i++)
            ids[n++] = arena_strdup(r->arena, (*m)->shown.id);
    r->things[r->n++] = (struct thing){
        .id = f->id,
        .label = f->label,
        .region = "",
        .traits = "",
        .members = ids,
        .tags = texts_copy(r->arena, f->tags),
        .rules = f->rules,
        .ready = true,
    };
}

static void
snap_one(struct request *r, const struct mem_firewall *f)
{
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, f);
}

// ---- effects

static struct mem_firewall *
target(struct request *r, struct lct_err *err)
{
    struct mem_firewall *f = account_firewall(r->cloud->account, r->group);

    if (!f)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return f;
}

static int
rules_check(const struct request *r, struct lct_err *err)
{
    const struct cloud_rules *rules = r->thing_spec.rules;

    if (rules->n > CLOUD_RULES_MAX)
        return lct_fail(err, LCT_EFAILED, "%s: %zu rules are too many", r->kind, rules->n);
    for (size_t i = 0; i < rules->n; i++) {
        const struct cloud_rule *one = &rules->items[i];
        if (!*one->nets || texts_count(one->nets) > CLOUD_NETS_MAX ||
            port_ends(one->ports, one->n_ports) > CLOUD_PORTS_MAX)
            return lct_fail(err, LCT_EFAILED, "%s: rule %zu is none", r->kind, i);
    }
    return LCT_OK;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct thing_spec *s = &r->thing_spec;

    vec_each (f, &a->firewalls)
        if (str_eq(f->label, s->label))
            return lct_fail(err, LCT_EEXISTS, "%s: Label must be unique", r->kind);
    if (rules_check(r, err) < 0)
        return err->code;
    vec_push(&a->firewalls, ((struct mem_firewall){ .id = id_new(a, a->arena),
                                .label = arena_strdup(a->arena, s->label),
                                .tags = texts_copy(a->arena, s->tags),
                                .rules = cloud_rules_digest(a->arena, s->rules) }));
    snap_one(r, &a->firewalls.items[a->firewalls.n - 1]);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_firewall *f = target(r, err);

    if (f)
        snap_one(r, f);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    (void)err;
    r->things = arena_array(r->arena, a->firewalls.n + 1, sizeof *r->things);
    vec_each (f, &a->firewalls)
        if (!r->want || str_eq(f->label, r->want))
            snap(r, f);
    return LCT_OK;
}

// The machines behind it are free then.
static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct mem_firewall *f = target(r, err);

    if (!f)
        return err->code;
    vec_each (m, &a->machines)
        if (str_eq((*m)->firewall, f->id))
            (*m)->firewall = NULL;
    vec_remove(&a->firewalls, (size_t)(f - a->firewalls.items));
    return LCT_OK;
}

static int
effect_rules(struct request *r, struct lct_err *err)
{
    struct mem_firewall *f = target(r, err);

    if (f && rules_check(r, err) == LCT_OK)
        f->rules = cloud_rules_digest(r->cloud->account->arena, r->thing_spec.rules);
    return err->code;
}

// They always are.
static int
effect_enable(struct request *r, struct lct_err *err)
{
    target(r, err);
    return err->code;
}

static int
effect_attach(struct request *r, struct lct_err *err)
{
    const struct mem_firewall *f = target(r, err);
    struct mem_machine *m = account_find(r->cloud->account, r->id);

    if (!f)
        return err->code;
    if (!m)
        return lct_fail(err, LCT_EFAILED, "%s: there is no machine %s", r->kind, r->id);
    if (!m->filtered)
        return lct_fail(err, LCT_EFAILED, "%s: nothing of machine %s is filtered", r->kind, r->id);
    if (m->firewall && !str_eq(m->firewall, f->id))
        return lct_fail(err, LCT_EFAILED, "%s: machine %s is behind another", r->kind, r->id);
    m->firewall = f->id;
    return LCT_OK;
}

static int
effect_detach(struct request *r, struct lct_err *err)
{
    const struct mem_firewall *f = target(r, err);
    struct mem_machine *m = account_find(r->cloud->account, r->id);

    if (f && m && str_eq(m->firewall, f->id))
        m->firewall = NULL;
    return err->code;
}

// ---- the port

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "firewall.create", effect_create, tell_thing, (any_fn *)fn, user);

    r->want = request_text(r, s->label); // for whoever makes trouble
    r->thing_spec = (struct thing_spec){
        .label = r->want,
        .tags = texts_copy(r->arena, s->tags),
        .rules = cloud_rules_copy(r->arena, s->rules),
    };
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    struct request *r = request_new(c, "firewall.get", effect_get, tell_thing, (any_fn *)fn, user);

    r->group = request_text(r, id);
    return request_go(r, false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        request_new(c, "firewall.list", effect_list, tell_things, (any_fn *)fn, user), false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "firewall.find", effect_list, tell_things, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct request *
change(struct cloud *c, const char *kind, request_effect_fn *effect, const char *id,
    cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell_done, (any_fn *)fn, user);

    r->group = r->want = request_text(r, id); // the subject of trouble, too
    return r;
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(change(c, "firewall.remove", effect_remove, id, fn, user), true);
}

static struct op *
put_rules(
    struct cloud *c, const char *id, const struct cloud_rules *rules, cloud_done_fn *fn, void *user)
{
    struct request *r = change(c, "firewall.rules", effect_rules, id, fn, user);

    r->thing_spec.rules = cloud_rules_copy(r->arena, rules);
    return request_go(r, true);
}

static struct op *
enable(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(change(c, "firewall.enable", effect_enable, id, fn, user), true);
}

static struct op *
attach(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct request *r = change(c, "firewall.attach", effect_attach, id, fn, user);

    r->id = request_text(r, machine);
    return request_go(r, true);
}

static struct op *
detach(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct request *r = change(c, "firewall.detach", effect_detach, id, fn, user);

    r->id = request_text(r, machine);
    return request_go(r, true);
}

const struct thing_ops mem_firewall_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct firewall_ops mem_firewalls = {
    .rules = put_rules,
    .enable = enable,
    .attach = attach,
    .detach = detach,
};
