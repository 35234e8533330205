// The cloud port in memory: each request travels, has its effect, and its answer travels back.
#include "mem/cloud.h"

#include "base/mem.h"
#include "base/str.h"
#include "mem/account.h"

struct mem_cloud {
    struct cloud cloud;
    struct loop *loop;
    struct mem_account *account;
    struct request *newest; // of all that have not ended
};

struct request;
typedef int request_effect_fn(struct request *r, struct lct_err *err);
typedef void request_tell_fn(struct request *r, const struct lct_err *err);
typedef void any_fn(void);

// One request under way. What was asked is copied: the caller's texts may be gone.
struct request {
    struct op op;
    struct mem_cloud *cloud;
    struct request *older, *newer;
    struct arena *arena;
    struct timer *timer;
    const char *kind;
    int64_t id, since;
    const char *want; // tag or label
    struct machine_spec spec;
    const char *const *tags;
    struct mem_trouble trouble;
    struct lct_err err; // the outcome that is on its way
    request_effect_fn *effect;
    request_tell_fn *tell;
    any_fn *fn;
    void *user;
    struct machine *machines;
    struct cloud_event *events;
    size_t n;
};

static int64_t
now_ms(const struct mem_cloud *c)
{
    const struct clock *clock = loop_clock(c->loop);

    return clock->now_ms(clock) + c->account->shift_ms;
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

    if (r->spec.label)
        return r->spec.label;
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
    account_settle(a, now_ms(r->cloud));
    request_count(a, r->kind);
    if (a->trouble)
        a->trouble(a->trouble_user, r->kind, subject_of(r), &r->trouble);
    if (!r->trouble.code || r->trouble.effect)
        r->effect(r, &r->err);
    if (r->trouble.code)
        lct_fail(&r->err, r->trouble.code, "%s %s: simulated trouble", r->kind, subject_of(r));
    r->timer = timer_start(r->cloud->loop, a->dials.answer_ms / 2, request_answered, r);
}

static struct request *
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

static struct op *
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
        wait = account_create_wait_ms(a, now_ms(r->cloud));
    r->timer = timer_start(r->cloud->loop, wait + a->dials.answer_ms / 2, request_arrived, r);
    return &r->op;
}

// ---- what is told

static void
tell_done(struct request *r, const struct lct_err *err)
{
    ((cloud_done_fn *)r->fn)(r->user, err);
}

static void
tell_machine(struct request *r, const struct lct_err *err)
{
    ((cloud_machine_fn *)r->fn)(r->user, err, err->code ? NULL : r->machines);
}

static void
tell_machines(struct request *r, const struct lct_err *err)
{
    bool well = err->code == 0;

    ((cloud_machines_fn *)r->fn)(r->user, err, well ? r->machines : NULL, well ? r->n : 0);
}

static void
tell_events(struct request *r, const struct lct_err *err)
{
    bool well = err->code == 0;

    ((cloud_events_fn *)r->fn)(r->user, err, well ? r->events : NULL, well ? r->n : 0);
}

// A machine as it is now: the account's own may change or go before the answer arrives.
static void
machine_snap(struct request *r, const struct mem_machine *m)
{
    struct machine *out = &r->machines[r->n++];
    const char *const *tags = m->shown.tags;
    const char **copy;
    size_t n = 0;

    while (tags[n])
        n++;
    *out = m->shown;
    out->tags = copy = arena_array(r->arena, n + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = arena_strdup(r->arena, tags[i]);
    out->label = arena_strdup(r->arena, m->shown.label);
    out->region = arena_strdup(r->arena, m->shown.region);
    out->type = arena_strdup(r->arena, m->shown.type);
    out->image = m->shown.image ? arena_strdup(r->arena, m->shown.image) : NULL;
    out->public_ipv4 = arena_strdup(r->arena, m->shown.public_ipv4);
    out->ipv6 = arena_strdup(r->arena, m->shown.ipv6);
    if (m->shown.private_ipv4)
        out->private_ipv4 = arena_strdup(r->arena, m->shown.private_ipv4);
}

static void
machine_tell(struct request *r, const struct mem_machine *m)
{
    r->machines = ARENA_NEW(r->arena, struct machine);
    machine_snap(r, m);
}

// ---- effects

static struct mem_machine *
target(struct request *r, bool must_be_idle, struct lct_err *err)
{
    struct mem_machine *m = account_find(r->cloud->account, r->id);

    if (!m)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    else if (must_be_idle && machine_is_busy(m)) {
        lct_fail(err, LCT_EWAIT, "%s: Linode busy.", r->kind);
        return NULL;
    }
    return m;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_machine *m;
    int code = account_create(
        r->cloud->account, &r->spec, now_ms(r->cloud), r->trouble.never_boots, &m, err);

    if (code == 0)
        machine_tell(r, m);
    return code;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, false, err);

    if (m)
        machine_tell(r, m);
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
            machine_snap(r, *m);
    return 0;
}

static int
effect_retag(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, false, err);

    if (!m)
        return err->code;
    machine_retag(m, r->tags);
    machine_tell(r, m);
    return 0;
}

static int
effect_boot(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, true, err);

    if (m && m->shown.status != MACHINE_RUNNING)
        machine_boot(r->cloud->account, m, now_ms(r->cloud), r->trouble.never_boots);
    return err->code;
}

static int
effect_reboot(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, true, err);

    if (m)
        machine_reboot(r->cloud->account, m, now_ms(r->cloud));
    return err->code;
}

static int
effect_shutdown(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, true, err);

    if (m && m->shown.status != MACHINE_OFFLINE)
        machine_shutdown(r->cloud->account, m, now_ms(r->cloud));
    return err->code;
}

static int
effect_rebuild(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, true, err);

    if (!m)
        return err->code;
    machine_rebuild(r->cloud->account, m, &r->spec, now_ms(r->cloud));
    machine_tell(r, m);
    return 0;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = target(r, false, err);

    if (m)
        account_remove(r->cloud->account, m);
    return err->code;
}

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
effect_none(struct request *r, struct lct_err *err)
{
    return 0;
}

// ---- the port

static const char *
copy(struct request *r, const char *text)
{
    return text ? arena_strdup(r->arena, text) : NULL;
}

static const char *const *
copy_list(struct request *r, const char *const *list)
{
    size_t n = 0;
    const char **out;

    while (list && list[n])
        n++;
    out = arena_array(r->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = arena_strdup(r->arena, list[i]);
    return out;
}

// Of the secrets only that they were given is of interest, and only until the request arrives.
static void
copy_spec(struct request *r, const struct machine_spec *s)
{
    static const char *const a_key[] = { "given", NULL };

    r->spec = *s;
    r->spec.label = copy(r, s->label);
    r->spec.region = copy(r, s->region);
    r->spec.type = copy(r, s->type);
    r->spec.image = copy(r, s->image);
    r->spec.tags = copy_list(r, s->tags);
    r->spec.authorized_keys = copy_list(r, s->authorized_keys);
    if (s->root_password)
        r->spec.authorized_keys = a_key;
    r->spec.kernel = r->spec.group = NULL;
    r->spec.root_password = r->spec.user_data = NULL;
}

static struct op *
create(struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.create", effect_create, tell_machine, (any_fn *)fn, user);

    copy_spec(r, spec);
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, int64_t id, cloud_machine_fn *fn, void *user)
{
    struct request *r = request_new(c, "machine.get", effect_get, tell_machine, (any_fn *)fn, user);

    r->id = id;
    return request_go(r, false);
}

static struct op *
list(struct cloud *c, const char *tag, cloud_machines_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.list", effect_list, tell_machines, (any_fn *)fn, user);

    r->want = copy(r, tag);
    return request_go(r, false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_machines_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.find", effect_list, tell_machines, (any_fn *)fn, user);

    r->want = copy(r, label);
    return request_go(r, false);
}

static struct op *
retag(struct cloud *c, int64_t id, const char *const *tags, cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.retag", effect_retag, tell_machine, (any_fn *)fn, user);

    r->id = id;
    r->tags = copy_list(r, tags);
    return request_go(r, true);
}

static struct op *
change(struct cloud *c, const char *kind, request_effect_fn *effect, int64_t id, cloud_done_fn *fn,
    void *user)
{
    struct request *r = request_new(c, kind, effect, tell_done, (any_fn *)fn, user);

    r->id = id;
    return request_go(r, true);
}

static struct op *
boot(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.boot", effect_boot, id, fn, user);
}

static struct op *
reboot(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.reboot", effect_reboot, id, fn, user);
}

static struct op *
shut_down(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.shutdown", effect_shutdown, id, fn, user);
}

static struct op *delete (struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return change(c, "machine.remove", effect_remove, id, fn, user);
}

static struct op *
rebuild(
    struct cloud *c, int64_t id, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "machine.rebuild", effect_rebuild, tell_machine, (any_fn *)fn, user);

    r->id = id;
    copy_spec(r, spec);
    return request_go(r, true);
}

static void
tell_catalogue(struct request *r, const struct lct_err *err)
{
    const struct clock *clock = loop_clock(r->op.loop);

    ((cloud_catalogue_fn *)r->fn)(
        r->user, err, err->code ? NULL : mem_catalogue_new(clock->wall_ms(clock)));
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

static int64_t
estimate_ms(struct cloud *cloud, const char *kind, size_t n)
{
    const struct mem_dials *d = &((struct mem_cloud *)cloud)->account->dials;

    if (!str_eq(kind, "machine.create") || !d->create_limit || !n)
        return 0;
    return (int64_t)((n - 1) / d->create_limit) * d->create_window_ms;
}

static void
cloud_close(struct cloud *cloud)
{
    struct mem_cloud *c = (struct mem_cloud *)cloud;

    while (c->newest)
        op_cancel(&c->newest->op);
    free(c);
}

static const struct machine_ops machines = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .retag = retag,
    .boot = boot,
    .reboot = reboot,
    .shutdown = shut_down,
    .rebuild = rebuild,
    .remove = delete,
};
static const struct catalogue_ops catalogue = { .fetch = fetch };
static const struct event_ops events = { .since = since };
static const struct account_ops account = { .profile = profile };

static const struct cloud_ops mem_ops = {
    .name = "mem",
    .machines = &machines,
    .catalogue = &catalogue,
    .events = &events,
    .account = &account,
    .close = cloud_close,
    .estimate_ms = estimate_ms,
};

struct cloud *
mem_cloud_open(struct loop *l, struct mem_account *a, enum cloud_mode mode)
{
    struct mem_cloud *c = NEW(struct mem_cloud);
    const struct clock *clock = loop_clock(l);
    int64_t now = clock->now_ms(clock);

    c->cloud.ops = &mem_ops;
    c->cloud.mode = mode;
    c->loop = l;
    c->account = a;
    if (now + a->shift_ms < a->seen_ms) // another loop: time goes on from where it was
        a->shift_ms = a->seen_ms - now;
    return &c->cloud;
}
