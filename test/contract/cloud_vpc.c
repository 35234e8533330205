// SPDX-License-Identifier: MIT
// The contract of the cloud port: VPCs and their subnets.
#include <stdio.h>
#include <string.h>

#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

#define REGION "us-ord"

static const char *const tags[] = { "lct:contract", NULL };

struct told_vpc {
    struct told t;
    char id[40], label[80], first[80], tag[80], subnet[40];
    size_t parts, members;
};

static void
keep(struct told_vpc *v, const struct thing *one)
{
    _own_(arena) struct arena *a = arena_new();
    struct subnet s = { "", "", "" };

    snprintf(v->id, sizeof v->id, "%s", one->id);
    snprintf(v->label, sizeof v->label, "%s in %s", one->label, one->region);
    snprintf(v->tag, sizeof v->tag, "%s", *one->tags ? *one->tags : "");
    v->parts = texts_count(one->parts);
    v->members = texts_count(one->members);
    if (v->parts)
        s = subnet_read(a, *one->parts);
    snprintf(v->first, sizeof v->first, "%s %s", s.name, s.ipv4);
    snprintf(v->subnet, sizeof v->subnet, "%s", s.id);
}

static void
on_vpc(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_vpc *v = user;

    if (one)
        keep(v, one);
    told_err(&v->t, err);
}

static void
on_vpcs(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_vpc *v = user;

    v->t.n = n;
    if (n)
        keep(v, &list[0]);
    told_err(&v->t, err);
}

static const struct thing_ops *
vpcs(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_VPC];
}

static struct told_vpc
make(struct fixture *f, const char *const *parts)
{
    const struct thing_spec spec = {
        .label = f->label, .region = REGION, .traits = "", .tags = tags, .parts = parts
    };
    struct told_vpc v = { 0 };

    vpcs(f)->create(f->cloud, &spec, on_vpc, &v);
    wait_for(f, &v.t);
    return v;
}

static struct told_vpc
look(struct fixture *f, const char *id)
{
    struct told_vpc v = { 0 };

    vpcs(f)->get(f->cloud, id, on_vpc, &v);
    wait_for(f, &v.t);
    return v;
}

static struct told_vpc
find(struct fixture *f, const char *label)
{
    struct told_vpc v = { 0 };

    vpcs(f)->find(f->cloud, label, on_vpcs, &v);
    wait_for(f, &v.t);
    assert_int_equal(v.t.err.code, 0);
    return v;
}

static int
add(struct fixture *f, const char *id, const char *name, const char *ipv4)
{
    const struct subnet s = { name, ipv4, "" };
    struct told t = { 0 };

    f->cloud->ops->vpcs->add(f->cloud, id, &s, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
drop_subnet(struct fixture *f, const char *id, const char *subnet)
{
    struct told t = { 0 };

    f->cloud->ops->vpcs->drop(f->cloud, id, subnet, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
drop(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    vpcs(f)->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
test_vpcs(void **state)
{
    static const char *const parts[] = { "front 10.0.1.0/24", NULL };
    struct fixture *f = *state;
    struct told_vpc made = make(f, parts), seen;

    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.first, "front 10.0.1.0/24");
    assert_string_not_equal(made.subnet, "");
    assert_string_equal(made.tag, "lct:contract");
    assert_int_equal(made.members, 0);
    assert_int_equal(make(f, parts).t.err.code, LCT_EEXISTS);
    assert_int_equal(find(f, f->label).t.n, 1);
    assert_int_equal(find(f, "nobody-has-this").t.n, 0);

    assert_int_equal(add(f, made.id, "front", "10.0.2.0/24"), LCT_EEXISTS);
    assert_int_equal(add(f, made.id, "back", "10.0.1.128/25"), LCT_EFAILED);
    assert_int_equal(add(f, made.id, "back", "10.0.2.0/24"), 0);
    seen = look(f, made.id);
    assert_int_equal(seen.parts, 2);
    assert_string_equal(seen.tag, "lct:contract");
    assert_int_equal(drop_subnet(f, made.id, made.subnet), 0);
    assert_int_equal(drop_subnet(f, made.id, made.subnet), LCT_ENOTFOUND);
    assert_string_equal(look(f, made.id).first, "back 10.0.2.0/24");

    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, made.id), LCT_ENOTFOUND);
    assert_int_equal(look(f, "no-number").t.err.code, LCT_ENOTFOUND);
}

// ---- machines in one

struct told_addresses {
    struct told t;
    char machine[64], ipv4[40];
};

static void
on_addresses(void *user, const struct lct_err *err, const struct vpc_address *list, size_t n)
{
    struct told_addresses *told = user;

    told->t.n = n;
    if (n) {
        snprintf(told->machine, sizeof told->machine, "%s", list[0].machine);
        snprintf(told->ipv4, sizeof told->ipv4, "%s", list[0].ipv4);
    }
    told_err(&told->t, err);
}

static struct told_addresses
addresses(struct fixture *f, const char *id)
{
    struct told_addresses told = { 0 };

    f->cloud->ops->vpcs->addresses(f->cloud, id, on_addresses, &told);
    wait_for(f, &told.t);
    return told;
}

// What a machine is in stays; when it goes, so may that.
void
test_machines_of_a_vpc(void **state)
{
    static const char *const parts[] = { "front 10.0.1.0/24", "back 10.0.2.0/24", NULL };
    struct fixture *f = *state;
    struct told_vpc made = make(f, parts);
    const struct interface inner = { .kind = INTERFACE_VPC, .subnet = made.subnet, .nat = true };
    struct machine_spec spec = { .label = f->label,
        .region = REGION,
        .type = "g6-nanode-1",
        .swap_mb = -1,
        .generation = GENERATION_LINODE,
        .interfaces = &inner,
        .n_interfaces = 1 };
    struct told born;

    assert_int_equal(addresses(f, made.id).t.n, 0);
    born = create_spec(f, &spec);
    assert_int_equal(born.err.code, 0);
    assert_int_equal(look(f, made.id).members, 1);
    assert_int_equal(addresses(f, made.id).t.n, 1);
    assert_string_equal(addresses(f, made.id).machine, born.id);
    assert_memory_equal(addresses(f, made.id).ipv4, "10.0.1.", 7);
    wait_status(f, born.id, MACHINE_OFFLINE);
    assert_int_equal(drop_subnet(f, made.id, made.subnet), LCT_EWAIT);
    assert_int_equal(drop(f, made.id), LCT_EWAIT);
    assert_int_equal(change(f, machines(f)->remove, born.id).err.code, 0);
    for (int i = 0; i < 100 && look(f, made.id).members; i++)
        pause_for(f, 100);
    assert_int_equal(look(f, made.id).members, 0);
    assert_int_equal(addresses(f, made.id).t.n, 0);
    assert_int_equal(drop_subnet(f, made.id, made.subnet), 0);
    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(addresses(f, made.id).t.err.code, LCT_ENOTFOUND);
}

// What a failed test left in an API.
void
vpcs_sweep(struct fixture *f)
{
    const struct told_vpc left = find(f, f->label);

    if (left.t.n)
        drop(f, left.id);
}
