// SPDX-License-Identifier: MIT
// The contract of the cloud port: NodeBalancers within VPCs, and nodes that these send to there.
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

#define REGION "us-ord"

struct told_one {
    struct told t;
    char id[64], subnet[64], text[64];
};

static void
on_thing(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_one *o = user;
    _own_(arena) struct arena *a = arena_new();

    if (one)
        snprintf(o->id, sizeof o->id, "%s", one->id);
    if (one && one->parts && *one->parts)
        snprintf(o->subnet, sizeof o->subnet, "%s", subnet_read(a, one->parts[0]).id);
    told_err(&o->t, err);
}

static struct told_one
make(struct fixture *f, enum noun noun, const struct thing_spec *spec)
{
    struct told_one o = { 0 };

    f->cloud->ops->things[noun]->create(f->cloud, spec, on_thing, &o);
    wait_for(f, &o.t);
    return o;
}

static int
drop(struct fixture *f, enum noun noun, const char *id)
{
    struct told t = { 0 };

    f->cloud->ops->things[noun]->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static struct told_one
make_vpc(struct fixture *f)
{
    static const char *const parts[] = { "web 10.0.1.0/24", NULL };

    return make(f, NOUN_VPC,
        &(struct thing_spec){ .label = f->label, .region = REGION, .traits = "", .parts = parts });
}

static struct told_one
make_balancer(struct fixture *f, const char *region, const char *subnet, const char *range)
{
    static const char *const tags[] = { "lct:contract", NULL };
    const struct balancer_vpc within = { NULL, subnet, range };

    return make(f, NOUN_BALANCER,
        &(struct thing_spec){ .label = f->label,
            .region = region,
            .traits = "",
            .tags = tags,
            .within = subnet ? &within : NULL });
}

struct told_within {
    struct told t;
    char text[200];
};

static void
on_within(void *user, const struct lct_err *err, const struct balancer_vpc *v)
{
    struct told_within *w = user;

    snprintf(w->text, sizeof w->text, "%s %s %s", v ? v->vpc : "-", v ? v->subnet : "-",
        v ? v->range : "-");
    told_err(&w->t, err);
}

static struct told_within
within(struct fixture *f, const char *id)
{
    struct told_within w = { 0 };

    f->cloud->ops->balancers->within(f->cloud, id, on_within, &w);
    wait_for(f, &w.t);
    return w;
}

// ---- those that it sends to

static void
on_port(void *user, const struct lct_err *err, const struct balancer_port *one)
{
    struct told_one *o = user;

    if (one)
        snprintf(o->id, sizeof o->id, "%s", one->id);
    told_err(&o->t, err);
}

static void
on_node(void *user, const struct lct_err *err, const struct balancer_node *one)
{
    struct told_one *o = user;

    if (one)
        snprintf(o->id, sizeof o->id, "%s", one->address);
    told_err(&o->t, err);
}

static struct told_one
open_port(struct fixture *f, const char *id)
{
    static const struct plan_port set = { .port = 80,
        .target_port = 8080,
        .protocol = "http",
        .algorithm = "leastconn",
        .stickiness = "none",
        .proxy_protocol = "none",
        .check = { "http", "/health", NULL, 10, 5, 2, true } };
    struct told_one o = { 0 };

    f->cloud->ops->balancers->port_create(
        f->cloud, id, &(struct balancer_port_spec){ .set = &set }, on_port, &o);
    wait_for(f, &o.t);
    assert_int_equal(o.t.err.code, 0);
    return o;
}

static struct told_one
add_node(
    struct fixture *f, const char *id, const char *port, const char *address, const char *subnet)
{
    const struct balancer_node spec = { .label = "web-01",
        .address = address,
        .mode = "accept",
        .weight = BALANCER_WEIGHT,
        .subnet = subnet };
    struct told_one o = { 0 };

    f->cloud->ops->balancers->node_create(f->cloud, id, port, &spec, on_node, &o);
    wait_for(f, &o.t);
    return o;
}

static void
on_ranges(void *user, const struct lct_err *err, const struct vpc_address *list, size_t n)
{
    struct told_one *o = user;

    told_err(&o->t, err);
    assert_true(n <= 1);
    if (n)
        snprintf(o->text, sizeof o->text, "%s %s", list->machine, list->ipv4);
}

static struct told_one
taken(struct fixture *f, const char *vpc)
{
    struct told_one o = { 0 };

    f->cloud->ops->vpcs->addresses(f->cloud, vpc, on_ranges, &o);
    wait_for(f, &o.t);
    return o;
}

// What it is within stays while it is.
void
test_balancer_of_a_vpc(void **state)
{
    struct fixture *f = *state;
    struct told_one v = make_vpc(f), b, p;

    assert_int_equal(v.t.err.code, 0);
    assert_int_equal(make_balancer(f, "us-east", v.subnet, "10.0.1.64/30").t.err.code, LCT_EFAILED);
    assert_int_equal(make_balancer(f, REGION, v.subnet, "10.0.2.64/30").t.err.code, LCT_EFAILED);
    assert_int_equal(make_balancer(f, REGION, v.subnet, "10.0.1.252/30").t.err.code, LCT_EFAILED);
    assert_int_equal(make_balancer(f, REGION, v.subnet, "10.0.1.64/31").t.err.code, LCT_EFAILED);
    b = make_balancer(f, REGION, v.subnet, "10.0.1.248/30");
    assert_int_equal(b.t.err.code, 0);
    _own_(free) char *wanted = mem_printf("%s %s 10.0.1.248/30", v.id, v.subnet);
    assert_string_equal(within(f, b.id).text, wanted);
    assert_string_equal(taken(f, v.id).text, " 10.0.1.248/30"); // of no machine

    p = open_port(f, b.id);
    assert_int_equal(add_node(f, b.id, p.id, "10.0.1.7:8080", NULL).t.err.code, LCT_EFAILED);
    assert_int_equal(add_node(f, b.id, p.id, "10.0.2.7:8080", v.subnet).t.err.code, LCT_EFAILED);
    assert_int_equal(add_node(f, b.id, p.id, "10.0.1.7:8080", "1").t.err.code, LCT_EFAILED);
    assert_string_equal(add_node(f, b.id, p.id, "10.0.1.7:8080", v.subnet).id, "10.0.1.7:8080");

    assert_int_equal(drop(f, NOUN_VPC, v.id), LCT_EWAIT);
    assert_int_equal(drop(f, NOUN_BALANCER, b.id), 0);
    assert_int_equal(within(f, b.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, NOUN_VPC, v.id), 0);
}

void
test_balancer_of_no_vpc(void **state)
{
    struct fixture *f = *state;
    struct told_one b = make_balancer(f, REGION, NULL, NULL), p;

    assert_int_equal(b.t.err.code, 0);
    assert_string_equal(within(f, b.id).text, "- - -");
    assert_int_equal(within(f, "no-number").t.err.code, LCT_ENOTFOUND);
    p = open_port(f, b.id);
    assert_int_equal(add_node(f, b.id, p.id, "10.0.1.7:8080", "1").t.err.code, LCT_EFAILED);
    assert_int_equal(drop(f, NOUN_BALANCER, b.id), 0);
}
