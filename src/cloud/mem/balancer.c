// SPDX-License-Identifier: MIT
// Requests about NodeBalancers, with the API's rules: labels are unique, so are ports within one,
// and whoever is sent to has a private address.
#include "cloud/mem/balancer.h"

#include <ctype.h>

#include "base/str.h"
#include "base/texts.h"

// ---- the account's

struct mem_balancer *
account_balancer(const struct mem_account *a, const char *id)
{
    vec_each (b, &a->balancers)
        if (str_eq(b->shown.id, id))
            return b;
    return NULL;
}

static void
clear(struct mem_balancer *b)
{
    vec_each (p, &b->ports)
        vec_done(&p->nodes);
    vec_done(&b->ports);
}

void
balancers_free(struct mem_account *a)
{
    vec_each (b, &a->balancers)
        clear(b);
    vec_done(&a->balancers);
}

struct mem_balancer *
balancer_target(struct request *r, struct lct_err *err)
{
    struct mem_balancer *b = account_balancer(r->cloud->account, r->group);

    if (!b)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return b;
}

struct request *
balancer_request(struct cloud *c, const char *kind, request_effect_fn *effect,
    request_tell_fn *tell, const char *id, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->group = request_text(r, id);
    return r;
}

// ---- what is told

static void
snap(struct request *r, const struct mem_balancer *b)
{
    struct thing *out = &r->things[r->n++];

    *out = b->shown;
    record_own(r->arena, thing_record, out);
}

static void
snap_one(struct request *r, const struct mem_balancer *b)
{
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, b);
}

// ---- effects

static int
label_check(const struct request *r, const char *label, struct lct_err *err)
{
    const size_t n = strlen(label);

    vec_each (b, &r->cloud->account->balancers)
        if (str_eq(b->shown.label, label))
            return lct_fail(err, LCT_EEXISTS, "%s: Label must be unique (label)", r->kind);
    if (n < 3 || n > BALANCER_LABEL_MOST)
        return lct_fail(err, LCT_EFAILED, "%s: Length must be 3-%d characters (label)", r->kind,
            BALANCER_LABEL_MOST);
    return LCT_OK;
}

static int
throttle_check(const struct request *r, unsigned throttle, struct lct_err *err)
{
    if (throttle > BALANCER_THROTTLE_MOST)
        return lct_fail(err, LCT_EFAILED, "%s: Must be 0-%d (client_conn_throttle)", r->kind,
            BALANCER_THROTTLE_MOST);
    return LCT_OK;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct thing_spec *s = &r->thing_spec;
    static const char *const nobody[] = { NULL };
    struct mem_balancer *b;

    if (label_check(r, s->label, err) < 0 || throttle_check(r, s->throttle, err) < 0 ||
        balancer_within_check(r, s, err) < 0)
        return err->code;
    b = vec_add(&a->balancers);
    *b = (struct mem_balancer){ .shown = { .id = id_new(a, a->arena),
                                    .label = arena_strdup(a->arena, s->label),
                                    .region = arena_strdup(a->arena, s->region),
                                    .traits = "",
                                    .members = nobody,
                                    .tags = texts_copy(a->arena, r->tags),
                                    .throttle = s->throttle,
                                    .ready = true } };
    if (s->within)
        b->within =
            balancer_within_copy(a->arena, account_vpc(a, s->within->subnet)->id, s->within);
    const unsigned n = (unsigned)a->last_id;
    b->shown.address = arena_printf(a->arena, "198.19.%u.%u", n >> 8 & 255, n & 255);
    b->shown.hostname = arena_printf(a->arena, "nb-198-19-%u-%u.%s.nodebalancer.example",
        n >> 8 & 255, n & 255, b->shown.region);
    snap_one(r, b);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_balancer *b = balancer_target(r, err);

    if (b)
        snap_one(r, b);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->things = arena_array(r->arena, a->balancers.n + 1, sizeof *r->things);
    vec_each (b, &a->balancers)
        if (!r->want || str_eq(b->shown.label, r->want))
            snap(r, b);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_balancer *b = balancer_target(r, err);

    if (!b)
        return err->code;
    clear(b);
    vec_remove(&a->balancers, (size_t)(b - a->balancers.items));
    return LCT_OK;
}

static int
effect_update(struct request *r, struct lct_err *err)
{
    struct mem_balancer *b = balancer_target(r, err);

    if (!b || throttle_check(r, r->thing_spec.throttle, err) < 0)
        return err->code;
    b->shown.throttle = r->thing_spec.throttle;
    b->shown.tags = texts_copy(r->cloud->account->arena, r->tags);
    snap_one(r, b);
    return LCT_OK;
}

// ---- the port

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r =
        balancer_request(c, "balancer.create", effect_create, tell_thing, NULL, (any_fn *)fn, user);

    r->want = request_text(r, s->label); // for whoever makes trouble
    r->tags = texts_copy(r->arena, s->tags);
    r->thing_spec = (struct thing_spec){
        .label = r->want, .region = request_text(r, s->region), .throttle = s->throttle
    };
    if (s->within)
        r->thing_spec.within = balancer_within_copy(r->arena, "", s->within);
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return request_go(
        balancer_request(c, "balancer.get", effect_get, tell_thing, id, (any_fn *)fn, user), false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        balancer_request(c, "balancer.list", effect_list, tell_things, NULL, (any_fn *)fn, user),
        false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r =
        balancer_request(c, "balancer.find", effect_list, tell_things, NULL, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(
        balancer_request(c, "balancer.remove", effect_remove, tell_done, id, (any_fn *)fn, user),
        true);
}

struct op *
balancer_put(struct cloud *c, const char *id, const char *const *tags, unsigned throttle,
    cloud_thing_fn *fn, void *user)
{
    struct request *r =
        balancer_request(c, "balancer.update", effect_update, tell_thing, id, (any_fn *)fn, user);

    r->tags = texts_copy(r->arena, tags);
    r->thing_spec.throttle = throttle;
    return request_go(r, true);
}

const struct thing_ops mem_balancer_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};
