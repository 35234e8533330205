// SPDX-License-Identifier: MIT
// Reserved addresses of an account in memory: a machine is made with one, or has had it; they stay
// until they are given back.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- the account's

const char *
mem_account_reserve(struct mem_account *a, const char *region)
{
    struct mem_reserved *r = vec_add(&a->reserved);

    *r = (struct mem_reserved){ .shown = {
                                    .address =
                                        arena_printf(a->arena, "198.19.0.%u", ++a->last_reserved),
                                    .region = arena_strdup(a->arena, region),
                                } };
    return r->shown.address;
}

struct mem_reserved *
account_reserved(const struct mem_account *a, const struct machine_spec *s, struct lct_err *err)
{
    vec_each (r, &a->reserved) {
        if (!str_eq(r->shown.address, s->ipv4))
            continue;
        if (!str_eq(r->shown.region, s->region))
            lct_fail(err, LCT_EFAILED, "Address must belong to same region as linode. (ipv4)");
        else if (r->machine)
            lct_fail(err, LCT_EWAIT, "Address must be currently unassigned. (ipv4)");
        return r;
    }
    if (s->ipv4)
        lct_fail(err, LCT_EFAILED, "Must provide a single valid reserved ipv4 address (ipv4)");
    return NULL;
}

void
reserved_part(struct mem_account *a, const struct mem_machine *m)
{
    vec_each (r, &a->reserved)
        if (r->machine == m)
            r->machine = NULL;
}

// ---- by the port of addresses

static void
tell_reserved(struct request *r, const struct lct_err *err)
{
    ((cloud_reserved_fn *)r->fn)(
        r->user, err, err->code ? NULL : r->reserved, err->code ? 0 : r->n);
}

static int
effect_reserved(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    r->reserved = arena_array(r->arena, a->reserved.n + 1, sizeof *r->reserved);
    vec_each (one, &a->reserved) {
        struct reserved_address *to = &r->reserved[r->n++];
        *to = one->shown;
        to->machine = one->machine ? request_text(r, one->machine->shown.id) : NULL;
    }
    return LCT_OK;
}

struct op *
mem_reserved_list(struct cloud *c, cloud_reserved_fn *fn, void *user)
{
    return request_go(
        request_new(c, "address.reserved", effect_reserved, tell_reserved, (any_fn *)fn, user),
        false);
}

// ---- as things

static void
snap(struct request *r, const struct mem_reserved *one)
{
    struct thing *t = &r->things[r->n++];

    *t = (struct thing){
        .id = one->shown.address,
        .label = one->label ? one->label : one->shown.address,
        .region = one->shown.region,
        .traits = "",
        .members = texts_copy(r->arena, NULL),
        .tags = texts_copy(r->arena, one->tags),
        .ready = true,
    };
    record_own(r->arena, thing_record, t);
}

static struct mem_reserved *
target(struct request *r, struct lct_err *err)
{
    vec_each (one, &r->cloud->account->reserved)
        if (str_eq(one->shown.address, r->group))
            return one;
    lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return NULL;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_reserved *one;

    (void)err;
    mem_account_reserve(a, r->thing_spec.region);
    one = &a->reserved.items[a->reserved.n - 1];
    one->label = arena_strdup(a->arena, r->want);
    one->tags = texts_copy(a->arena, r->tags);
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, one);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_reserved *one = target(r, err);

    if (!one)
        return err->code;
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, one);
    return LCT_OK;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    (void)err;
    r->things = arena_array(r->arena, a->reserved.n + 1, sizeof *r->things);
    vec_each (one, &a->reserved)
        if (!r->want || str_eq(one->label, r->want))
            snap(r, one);
    return LCT_OK;
}

// A machine keeps it, as one that goes with it.
static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct mem_reserved *one = target(r, err);

    if (one)
        vec_remove(&a->reserved, (size_t)(one - a->reserved.items));
    return err->code;
}

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "reserved.create", effect_create, tell_thing, (any_fn *)fn, user);

    r->want = request_text(r, s->label);
    r->tags = texts_copy(r->arena, s->tags);
    r->thing_spec.region = request_text(r, s->region);
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    struct request *r = request_new(c, "reserved.get", effect_get, tell_thing, (any_fn *)fn, user);

    r->group = request_text(r, id);
    return request_go(r, false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        request_new(c, "address.reserved", effect_list, tell_things, (any_fn *)fn, user), false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "address.reserved", effect_list, tell_things, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "reserved.remove", effect_remove, tell_done, (any_fn *)fn, user);

    r->group = r->want = request_text(r, id);
    return request_go(r, true);
}

const struct thing_ops mem_reserved_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};
