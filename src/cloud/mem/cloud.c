// SPDX-License-Identifier: MIT
// The cloud port in memory: each request travels, has its effect, and its answer travels back.
#include "cloud/mem/cloud.h"

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/request.h"

int64_t
mem_now_ms(const struct mem_cloud *c)
{
    return loop_now_ms(c->loop) + c->account->shift_ms;
}

// ---- the journey of a request

static void
request_close(struct request *r)
{
    if (r->older)
        r->older->newer = r->newer;
    if (r->newer)
        r->newer->older = r->older;
    else
        r->cloud->newest = r->older;
    timer_stop(r->timer);
    r->timer = NULL;
}

static void
request_stop(struct op *op, const struct lct_err *why)
{
    request_close((struct request *)op);
    op_end(op, why);
}

static void
request_deliver(struct op *op, const struct lct_err *err)
{
    struct request *r = (struct request *)op;

    if (r->fn)
        r->tell(r, err);
    arena_free(r->arena);
}

static void
request_answered(void *user)
{
    struct request *r = user;

    request_close(r);
    op_end(&r->op, &r->err);
}

static const char *
subject_of(const struct request *r)
{
    const struct mem_machine *m = account_find(r->cloud->account, r->id);
    const struct mem_volume *v = account_volume(r->cloud->account, r->group);
    const struct mem_balancer *b = account_balancer(r->cloud->account, r->group);

    if (r->spec.label)
        return r->spec.label;
    if (b)
        return b->shown.label;
    if (v)
        return v->shown.label;
    return m ? m->shown.label : r->want ? r->want : "";
}

static void
request_count(struct mem_account *a, const char *kind)
{
    uintptr_t n = (uintptr_t)map_get(&a->requests, kind);

    map_put(&a->requests, kind, (void *)(n + 1)); // a number, not a pointer
}

static void
request_arrived(void *user)
{
    struct request *r = user;
    struct mem_account *a = r->cloud->account;

    timer_stop(r->timer);
    account_settle(a, mem_now_ms(r->cloud));
    request_count(a, r->kind);
    if (a->trouble)
        a->trouble(a->trouble_user, r->kind, subject_of(r), &r->trouble);
    if (!r->trouble.code || r->trouble.effect)
        r->effect(r, &r->err);
    if (r->trouble.code)
        lct_fail(&r->err, r->trouble.code, "%s %s: simulated trouble", r->kind, subject_of(r));
    r->timer = timer_start(r->cloud->loop, a->dials.answer_ms / 2, request_answered, r);
}

const char *
request_text(struct request *r, const char *text)
{
    return text ? arena_strdup(r->arena, text) : NULL;
}

struct request *
request_new(struct cloud *cloud, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    any_fn *fn, void *user)
{
    struct mem_cloud *c = (struct mem_cloud *)cloud;
    struct request *r = op_start(c->loop, sizeof *r, 0, request_stop, request_deliver);

    r->cloud = c;
    r->arena = arena_new();
    r->kind = kind;
    r->effect = effect;
    r->tell = tell;
    r->fn = fn;
    r->user = user;
    r->older = c->newest;
    if (r->older)
        r->older->newer = r;
    c->newest = r;
    return r;
}

struct op *
request_go(struct request *r, bool mutates)
{
    struct mem_account *a = r->cloud->account;
    int64_t wait = 0;
    struct lct_err err;

    if (mutates && r->cloud->cloud.mode == CLOUD_READ) {
        lct_fail(&err, LCT_EUSAGE, "%s: this connection to the cloud only reads", r->kind);
        request_stop(&r->op, &err);
        return &r->op;
    }
    if (str_eq(r->kind, "machine.create"))
        wait = account_create_wait_ms(a, mem_now_ms(r->cloud));
    r->timer = timer_start(r->cloud->loop, wait + a->dials.answer_ms / 2, request_arrived, r);
    return &r->op;
}

// ---- what is told

static void
tell_events(struct request *r, const struct lct_err *err)
{
    bool well = err->code == 0;

    ((cloud_events_fn *)r->fn)(r->user, err, well ? r->events : NULL, well ? r->n : 0);
}

// ---- effects

static int
effect_events(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    size_t first = r->since > 0 || a->events.n < 100 ? 0 : a->events.n - 100;

    r->events = arena_array(r->arena, a->events.n + 1, sizeof *r->events);
    for (size_t i = first; i < a->events.n; i++)
        if (a->events.items[i].id > r->since)
            r->events[r->n++] = a->events.items[i];
    return 0;
}

static int
effect_rebuilds(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->events = arena_array(r->arena, a->events.n + 1, sizeof *r->events);
    vec_each (e, &a->events)
        if (str_eq(e->action, "linode_rebuild"))
            r->events[r->n++] = *e;
    return 0;
}

static int
effect_of_machine(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->events = arena_array(r->arena, a->events.n + 1, sizeof *r->events);
    vec_each (e, &a->events)
        if (str_eq(e->entity_id, r->id))
            r->events[r->n++] = *e;
    return 0;
}

static int
effect_mishaps(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->events = arena_array(r->arena, a->events.n + 1, sizeof *r->events);
    vec_each (e, &a->events)
        if (str_eq(e->action, "lassie_reboot") || str_eq(e->action, "host_reboot"))
            r->events[r->n++] = *e;
    return 0;
}

static int
effect_none(struct request *r, struct lct_err *err)
{
    return 0;
}

// ---- the port

static void
tell_catalogue(struct request *r, const struct lct_err *err)
{
    ((cloud_catalogue_fn *)r->fn)(
        r->user, err, err->code ? NULL : mem_catalogue_new(loop_wall_ms(r->op.loop)));
}

static struct op *
fetch(struct cloud *c, cloud_catalogue_fn *fn, void *user)
{
    return request_go(
        request_new(c, "catalogue.fetch", effect_none, tell_catalogue, (any_fn *)fn, user), false);
}

static struct op *
since(struct cloud *c, int64_t since, cloud_events_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "event.list", effect_events, tell_events, (any_fn *)fn, user);

    r->since = since;
    return request_go(r, false);
}

static struct op *
rebuilds(struct cloud *c, cloud_events_fn *fn, void *user)
{
    return request_go(
        request_new(c, "event.rebuilds", effect_rebuilds, tell_events, (any_fn *)fn, user), false);
}

static struct op *
of_machine(struct cloud *c, const char *id, cloud_events_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "event.machine", effect_of_machine, tell_events, (any_fn *)fn, user);

    r->id = request_text(r, id);
    return request_go(r, false);
}

static struct op *
mishaps(struct cloud *c, cloud_events_fn *fn, void *user)
{
    return request_go(
        request_new(c, "event.mishaps", effect_mishaps, tell_events, (any_fn *)fn, user), false);
}

static void
tell_profile(struct request *r, const struct lct_err *err)
{
    static const struct cloud_profile somebody = {
        .username = "simulated", .email = "simulated@example.com", .scopes = "*"
    };

    ((cloud_profile_fn *)r->fn)(r->user, err, err->code ? NULL : &somebody);
}

static struct op *
profile(struct cloud *c, cloud_profile_fn *fn, void *user)
{
    return request_go(
        request_new(c, "profile.get", effect_none, tell_profile, (any_fn *)fn, user), false);
}

static void
tell_maintenance(struct request *r, const struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;

    ((cloud_maintenances_fn *)r->fn)(
        r->user, err, err->code ? NULL : a->announced.items, err->code ? 0 : a->announced.n);
}

static struct op *
maintenance(struct cloud *c, cloud_maintenances_fn *fn, void *user)
{
    return request_go(
        request_new(c, "maintenance.list", effect_none, tell_maintenance, (any_fn *)fn, user),
        false);
}

static void
tell_availability(struct request *r, const struct lct_err *err)
{
    const struct availability all = { .interfaces = r->cloud->account->dials.interfaces };

    if (r->fn)
        ((cloud_availability_fn *)r->fn)(r->user, err, err->code ? NULL : &all);
}

// Nothing is ever sold out here.
static struct op *
availability(struct cloud *c, cloud_availability_fn *fn, void *user)
{
    return request_go(
        request_new(c, "region.stock", effect_none, tell_availability, (any_fn *)fn, user), false);
}

static bool
rate(struct cloud *cloud, const char *kind, struct rate *r)
{
    const struct mem_dials *d = &((struct mem_cloud *)cloud)->account->dials;

    if (!str_eq(kind, "machine.create") || !d->create_limit)
        return false;
    *r = (struct rate){
        .kind = "machine.create", .limit = d->create_limit, .window_ms = d->create_window_ms
    };
    return true;
}

static void
cloud_close(struct cloud *cloud)
{
    struct mem_cloud *c = (struct mem_cloud *)cloud;

    while (c->newest)
        op_cancel(&c->newest->op);
    free(c);
}

static const struct catalogue_ops catalogue = { .fetch = fetch };
static const struct event_ops events = {
    .since = since, .rebuilds = rebuilds, .machine = of_machine, .mishaps = mishaps
};
static const struct account_ops account = { .profile = profile, .maintenance = maintenance };
static const struct stock_ops stock = { .availability = availability };

static const struct cloud_ops mem_ops = {
    .name = "mem",
    .machines = &mem_machines,
    .disks = &mem_disks,
    .backups = &mem_backups,
    .addresses = &mem_addresses,
    .locks = &mem_locks,
    .scripts = &mem_scripts,
    .configs = &mem_configs,
    .catalogue = &catalogue,
    .events = &events,
    .account = &account,
    .stock = &stock,
    .things = { [NOUN_PLACEMENT] = &mem_placement_groups,
        [NOUN_VOLUME] = &mem_volume_things,
        [NOUN_VPC] = &mem_vpc_things,
        [NOUN_FIREWALL] = &mem_firewall_things,
        [NOUN_BALANCER] = &mem_balancer_things,
        [NOUN_ADDRESS] = &mem_reserved_things },
    .placements = &mem_placements,
    .firewalls = &mem_firewalls,
    .volumes = &mem_volumes,
    .vpcs = &mem_vpcs,
    .balancers = &mem_balancers,
    .close = cloud_close,
    .rate = rate,
};

struct cloud *
mem_cloud_open(struct loop *l, struct mem_account *a, enum cloud_mode mode)
{
    struct mem_cloud *c = NEW(struct mem_cloud);
    int64_t now = loop_now_ms(l);

    c->cloud.ops = &mem_ops;
    c->cloud.mode = mode;
    c->loop = l;
    c->account = a;
    if (now + a->shift_ms < a->seen_ms) // another loop: time goes on from where it was
        a->shift_ms = a->seen_ms - now;
    return &c->cloud;
}
