// SPDX-License-Identifier: MIT
// Requests about VPCs, with the API's rules: labels are unique, subnets of one VPC have names and
// networks of their own, and what machines are in stays.
#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- the account's

static struct thing *
vpc_of(const struct mem_account *a, const char *id)
{
    vec_each (v, &a->vpcs)
        if (str_eq(v->id, id))
            return v;
    return NULL;
}

static const char *
part_with(const struct thing *v, struct arena *a, const char *subnet)
{
    for (const char *const *part = v->parts; *part; part++)
        if (str_eq(subnet_read(a, *part).id, subnet))
            return *part;
    return NULL;
}

const struct thing *
account_vpc(const struct mem_account *a, const char *subnet)
{
    _own_(arena) struct arena *words = arena_new();

    vec_each (v, &a->vpcs)
        if (part_with(v, words, subnet))
            return v;
    return NULL;
}

struct subnet
account_subnet(const struct mem_account *a, struct arena *to, const char *id)
{
    return subnet_read(to, part_with(account_vpc(a, id), to, id));
}

// Is a NodeBalancer within it? subnet NULL: within any subnet of the VPC.
static bool
has_balancers(const struct mem_account *a, const char *vpc, const char *subnet)
{
    vec_each (b, &a->balancers)
        if (b->within && str_eq(b->within->vpc, vpc) &&
            (!subnet || str_eq(b->within->subnet, subnet)))
            return true;
    return false;
}

// One that nobody had before; subnets are large here.
static const char *
address_free(struct mem_account *a, struct mem_machine *m, const char *subnet)
{
    const struct thing *v = account_vpc(a, subnet);
    const struct subnet s = subnet_read(m->arena, part_with(v, m->arena, subnet));
    const unsigned nth = 2 + a->last_address++;
    struct cidr net;

    cidr_parse(s.ipv4, true, &net);
    return arena_printf(
        m->arena, "%u.%u.%u.%u", net.addr[0], net.addr[1], net.addr[2] + (nth >> 8), nth & 255);
}

void
interfaces_give(
    struct mem_account *a, struct mem_machine *m, const struct interface *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].kind != INTERFACE_VPC)
            continue;
        m->subnet = arena_strdup(m->arena, list[i].subnet);
        m->vpc = account_vpc(a, m->subnet)->id;
        m->vpc_ipv4 = address_free(a, m, m->subnet);
    }
}

// ---- what is told

static void
snap(struct request *r, const struct thing *v)
{
    const struct mem_account *a = r->cloud->account;
    const char **ids = arena_array(r->arena, a->machines.n + 1, sizeof *ids);
    struct thing *out = &r->things[r->n++];
    size_t n = 0;

    vec_each (m, &a->machines)
        if (str_eq((*m)->vpc, v->id))
            ids[n++] = (*m)->shown.id;
    *out = *v;
    out->members = ids;
    record_own(r->arena, thing_record, out);
}

static void
snap_one(struct request *r, const struct thing *v)
{
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, v);
}

// ---- effects

static struct thing *
target(struct request *r, struct lct_err *err)
{
    struct thing *v = vpc_of(r->cloud->account, r->group);

    if (!v)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return v;
}

static int
subnet_check(
    struct request *r, const char *const *parts, const struct subnet *s, struct lct_err *err)
{
    if (subnet_room(s->ipv4) <= 0)
        return lct_fail(err, LCT_EFAILED, "%s: Must be an IPv4 network (ipv4)", r->kind);
    for (; *parts; parts++) {
        const struct subnet other = subnet_read(r->arena, *parts);
        if (str_eq(other.name, s->name))
            return lct_fail(err, LCT_EEXISTS, "%s: Label must be unique (label)", r->kind);
        if (subnets_overlap(&other, s))
            return lct_fail(err, LCT_EFAILED, "%s: subnets overlap (ipv4)", r->kind);
    }
    return LCT_OK;
}

static void
subnet_give(struct mem_account *a, struct thing *v, const struct subnet *s)
{
    const struct subnet made = { s->name, s->ipv4, id_new(a, a->arena) };
    const char *const one[] = { subnet_text(a->arena, &made), NULL };

    v->parts = texts_both(a->arena, v->parts, one);
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct thing_spec *s = &r->thing_spec;
    struct thing *v;

    vec_each (other, &a->vpcs)
        if (str_eq(other->label, s->label))
            return lct_fail(
                err, LCT_EEXISTS, "%s: Label must be unique among your VPCs (label)", r->kind);
    v = vec_add(&a->vpcs);
    *v = (struct thing){ .id = id_new(a, a->arena),
        .label = arena_strdup(a->arena, s->label),
        .region = arena_strdup(a->arena, s->region),
        .traits = "",
        .tags = texts_copy(a->arena, s->tags),
        .parts = texts_copy(a->arena, NULL),
        .ready = true };
    for (const char *const *part = s->parts; *part; part++) {
        const struct subnet subnet = subnet_read(a->arena, *part);
        if (subnet_check(r, v->parts, &subnet, err) < 0) {
            a->vpcs.n--;
            return err->code;
        }
        subnet_give(a, v, &subnet);
    }
    snap_one(r, v);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct thing *v = target(r, err);

    if (v)
        snap_one(r, v);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;

    (void)err;
    r->things = arena_array(r->arena, a->vpcs.n + 1, sizeof *r->things);
    vec_each (v, &a->vpcs)
        if (!r->want || str_eq(v->label, r->want))
            snap(r, v);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct thing *v = target(r, err);

    if (!v)
        return err->code;
    vec_each (m, &a->machines)
        if (str_eq((*m)->vpc, v->id))
            return lct_fail(err, LCT_EWAIT, "%s: machines are in it", r->kind);
    if (has_balancers(a, v->id, NULL))
        return lct_fail(err, LCT_EWAIT, "%s: NodeBalancers are in it", r->kind);
    vec_remove(&a->vpcs, (size_t)(v - a->vpcs.items));
    return LCT_OK;
}

static int
effect_add(struct request *r, struct lct_err *err)
{
    struct thing *v = target(r, err);

    if (!v || subnet_check(r, v->parts, &r->subnet, err) < 0)
        return err->code;
    subnet_give(r->cloud->account, v, &r->subnet);
    return LCT_OK;
}

static int
effect_drop(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct thing *v = target(r, err);
    const char *part = v ? part_with(v, r->arena, r->part) : NULL, **left;
    size_t n = 0;

    if (v && !part)
        return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    if (!v)
        return err->code;
    vec_each (m, &a->machines)
        if (str_eq((*m)->subnet, r->part))
            return lct_fail(err, LCT_EWAIT, "%s: machines are in it", r->kind);
    if (has_balancers(a, v->id, r->part))
        return lct_fail(err, LCT_EWAIT, "%s: NodeBalancers are in it", r->kind);
    left = arena_array(a->arena, texts_count(v->parts), sizeof *left);
    for (const char *const *p = v->parts; *p; p++)
        if (*p != part)
            left[n++] = *p;
    v->parts = left;
    return LCT_OK;
}

static int
effect_addresses(struct request *r, struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;
    const struct thing *v = target(r, err);

    if (!v)
        return err->code;
    r->addresses = arena_array(r->arena, a->machines.n + a->balancers.n + 1, sizeof *r->addresses);
    vec_each (m, &a->machines)
        if (str_eq((*m)->vpc, v->id))
            r->addresses[r->n++] = (struct vpc_address){ request_text(r, (*m)->shown.id),
                request_text(r, (*m)->vpc_ipv4) };
    vec_each (b, &a->balancers)
        if (b->within && str_eq(b->within->vpc, v->id))
            r->addresses[r->n++] = (struct vpc_address){ "", request_text(r, b->within->range) };
    return LCT_OK;
}

// ---- the port

static void
tell_addresses(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_addresses_fn *)r->fn)(r->user, err, well ? r->addresses : NULL, well ? r->n : 0);
}

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r = request_new(c, "vpc.create", effect_create, tell_thing, (any_fn *)fn, user);

    r->want = request_text(r, s->label); // for whoever makes trouble
    r->thing_spec = (struct thing_spec){ .label = r->want,
        .region = request_text(r, s->region),
        .tags = texts_copy(r->arena, s->tags),
        .parts = texts_copy(r->arena, s->parts) };
    return request_go(r, true);
}

static struct request *
about(struct cloud *c, const char *kind, request_effect_fn *effect, request_tell_fn *tell,
    const char *id, any_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell, fn, user);

    r->group = r->want = request_text(r, id); // the subject of trouble, too
    return r;
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return request_go(about(c, "vpc.get", effect_get, tell_thing, id, (any_fn *)fn, user), false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        request_new(c, "vpc.list", effect_list, tell_things, (any_fn *)fn, user), false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r = request_new(c, "vpc.find", effect_list, tell_things, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return request_go(
        about(c, "vpc.remove", effect_remove, tell_done, id, (any_fn *)fn, user), true);
}

static struct op *
add(struct cloud *c, const char *id, const struct subnet *s, cloud_done_fn *fn, void *user)
{
    struct request *r = about(c, "vpc.subnets", effect_add, tell_done, id, (any_fn *)fn, user);

    r->subnet = (struct subnet){ request_text(r, s->name), request_text(r, s->ipv4), "" };
    return request_go(r, true);
}

static struct op *
drop(struct cloud *c, const char *id, const char *subnet, cloud_done_fn *fn, void *user)
{
    struct request *r = about(c, "vpc.prune", effect_drop, tell_done, id, (any_fn *)fn, user);

    r->part = request_text(r, subnet);
    return request_go(r, true);
}

static struct op *
addresses(struct cloud *c, const char *id, cloud_addresses_fn *fn, void *user)
{
    return request_go(
        about(c, "vpc.addresses", effect_addresses, tell_addresses, id, (any_fn *)fn, user), false);
}

const struct thing_ops mem_vpc_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct vpc_ops mem_vpcs = {
    .add = add,
    .drop = drop,
    .addresses = addresses,
};
