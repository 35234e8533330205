// SPDX-License-Identifier: MIT
// The contract of the cloud port: NodeBalancers, their ports, and those that these send to.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

struct told_balancer {
    struct told t;
    char id[64], label[80], address[64], tags[200];
    unsigned throttle;
};

static void
keep(struct told_balancer *b, const struct thing *one)
{
    snprintf(b->id, sizeof b->id, "%s", one->id);
    snprintf(b->label, sizeof b->label, "%s", one->label);
    snprintf(b->address, sizeof b->address, "%s", one->address ? one->address : "");
    snprintf(b->tags, sizeof b->tags, "%s", one->tags[0] ? one->tags[0] : "");
    b->throttle = one->throttle;
    assert_true(texts_count(one->members) == 0);
}

static void
on_balancer(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_balancer *b = user;

    if (one)
        keep(b, one);
    told_err(&b->t, err);
}

static void
on_balancers(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_balancer *b = user;

    b->t.n = n;
    if (n)
        keep(b, &list[0]);
    told_err(&b->t, err);
}

struct told_port {
    struct told t;
    char id[64], text[200];
};

static void
keep_port(struct told_port *p, const struct balancer_port *one)
{
    const struct plan_port *s = &one->set;

    snprintf(p->id, sizeof p->id, "%s", one->id);
    snprintf(p->text, sizeof p->text, "%u %s %s %s %s %s %u %u %u %d %s", s->port, s->protocol,
        s->algorithm, s->stickiness, s->proxy_protocol, s->check.type, s->check.interval_s,
        s->check.timeout_s, s->check.attempts, s->check.passive,
        s->check.path ? s->check.path : "-");
}

static void
on_port(void *user, const struct lct_err *err, const struct balancer_port *one)
{
    struct told_port *p = user;

    if (one)
        keep_port(p, one);
    told_err(&p->t, err);
}

static void
on_ports(void *user, const struct lct_err *err, const struct balancer_port *list, size_t n)
{
    struct told_port *p = user;

    p->t.n = n;
    if (n)
        keep_port(p, &list[0]);
    told_err(&p->t, err);
}

struct told_node {
    struct told t;
    char id[64], text[200];
};

static void
keep_node(struct told_node *n, const struct balancer_node *one)
{
    snprintf(n->id, sizeof n->id, "%s", one->id);
    snprintf(
        n->text, sizeof n->text, "%s %s %s %u", one->label, one->address, one->mode, one->weight);
}

static void
on_node(void *user, const struct lct_err *err, const struct balancer_node *one)
{
    struct told_node *n = user;

    if (one)
        keep_node(n, one);
    told_err(&n->t, err);
}

static void
on_nodes(void *user, const struct lct_err *err, const struct balancer_node *list, size_t n)
{
    struct told_node *told = user;

    told->t.n = n;
    if (n)
        keep_node(told, &list[0]);
    told_err(&told->t, err);
}

// ---- what is asked

static const struct thing_ops *
things(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_BALANCER];
}

static const struct balancer_ops *
balancers(const struct fixture *f)
{
    return f->cloud->ops->balancers;
}

static struct told_balancer
make(struct fixture *f)
{
    static const char *const tags[] = { TAG, NULL };
    const struct thing_spec spec = {
        .label = f->label, .region = "us-east", .traits = "", .tags = tags, .throttle = 5
    };
    struct told_balancer b = { 0 };

    things(f)->create(f->cloud, &spec, on_balancer, &b);
    wait_for(f, &b.t);
    return b;
}

static struct told_balancer
look(struct fixture *f, const char *id)
{
    struct told_balancer b = { 0 };

    things(f)->get(f->cloud, id, on_balancer, &b);
    wait_for(f, &b.t);
    return b;
}

static struct told_balancer
find(struct fixture *f, const char *label)
{
    struct told_balancer b = { 0 };

    things(f)->find(f->cloud, label, on_balancers, &b);
    wait_for(f, &b.t);
    assert_int_equal(b.t.err.code, 0);
    return b;
}

static int
drop(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    things(f)->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static const struct plan_port web = { .port = 80,
    .target_port = 8080,
    .protocol = "http",
    .algorithm = "leastconn",
    .stickiness = "none",
    .proxy_protocol = "none",
    .check = { "http", "/health", NULL, 10, 5, 2, true } };

static struct told_port
open_port(struct fixture *f, const char *id, const struct plan_port *set)
{
    const struct balancer_port_spec spec = { .set = set };
    struct told_port p = { 0 };

    balancers(f)->port_create(f->cloud, id, &spec, on_port, &p);
    wait_for(f, &p.t);
    return p;
}

static struct told_port
set_port(struct fixture *f, const char *id, const char *port, const struct plan_port *set)
{
    const struct balancer_port_spec spec = { .set = set };
    struct told_port p = { 0 };

    balancers(f)->port_update(f->cloud, id, port, &spec, on_port, &p);
    wait_for(f, &p.t);
    return p;
}

static struct told_port
ports_of(struct fixture *f, const char *id)
{
    struct told_port p = { 0 };

    balancers(f)->ports(f->cloud, id, on_ports, &p);
    wait_for(f, &p.t);
    return p;
}

static struct told_node
nodes_of(struct fixture *f, const char *id, const char *port)
{
    struct told_node n = { 0 };

    balancers(f)->nodes(f->cloud, id, port, on_nodes, &n);
    wait_for(f, &n.t);
    return n;
}

static struct told_node
add_node(struct fixture *f, const char *id, const char *port, const char *address)
{
    const struct balancer_node spec = {
        .label = "web-01", .address = address, .mode = "accept", .weight = BALANCER_WEIGHT
    };
    struct told_node n = { 0 };

    balancers(f)->node_create(f->cloud, id, port, &spec, on_node, &n);
    wait_for(f, &n.t);
    return n;
}

static struct told_node
set_node(struct fixture *f, const char *id, const char *port, const char *node, const char *mode)
{
    const struct balancer_node spec = {
        .id = node, .label = "web-01", .mode = mode, .weight = BALANCER_WEIGHT
    };
    struct told_node n = { 0 };

    balancers(f)->node_update(f->cloud, id, port, &spec, on_node, &n);
    wait_for(f, &n.t);
    return n;
}

static int
drop_node(struct fixture *f, const char *id, const char *port, const char *node)
{
    struct told t = { 0 };

    balancers(f)->node_remove(f->cloud, id, port, node, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
close_port(struct fixture *f, const char *id, const char *port)
{
    struct told t = { 0 };

    balancers(f)->port_remove(f->cloud, id, port, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
balancers_sweep(struct fixture *f)
{
    struct told_balancer b = { 0 };

    if (!things(f))
        return;
    things(f)->find(f->cloud, f->label, on_balancers, &b);
    wait_for(f, &b.t);
    if (b.t.n)
        drop(f, b.id);
}

// ---- the contract

void
test_balancers(void **state)
{
    struct fixture *f = *state;
    struct told_balancer made = make(f), t = { 0 };
    const char *const tags[] = { TAG, "other-tag", NULL };

    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.label, f->label);
    assert_string_equal(made.tags, TAG);
    assert_int_equal(made.throttle, 5);
    assert_string_not_equal(made.address, "");
    assert_int_equal(make(f).t.err.code, LCT_EEXISTS);
    assert_string_equal(find(f, f->label).id, made.id);
    assert_int_equal(find(f, "nobody-has-this").t.n, 0);

    balancers(f)->update(f->cloud, made.id, tags, 0, on_balancer, &t);
    wait_for(f, &t.t);
    assert_int_equal(t.t.err.code, 0);
    assert_int_equal(look(f, made.id).throttle, 0);

    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, made.id), LCT_ENOTFOUND);
    assert_int_equal(look(f, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(look(f, "").t.err.code, LCT_ENOTFOUND);
}

void
test_balancer_ports(void **state)
{
    struct fixture *f = *state;
    struct told_balancer b = make(f);
    struct told_port p = open_port(f, b.id, &web), other;
    struct plan_port changed = web;

    assert_int_equal(p.t.err.code, 0);
    assert_string_equal(p.text, "80 http leastconn none none http 10 5 2 1 /health");
    assert_int_equal(open_port(f, b.id, &web).t.err.code, LCT_EFAILED); // the port is taken
    assert_int_equal(ports_of(f, b.id).t.n, 1);
    assert_string_equal(ports_of(f, b.id).id, p.id);

    changed.protocol = "tcp";
    changed.proxy_protocol = "v2";
    changed.algorithm = "roundrobin";
    changed.stickiness = "table";
    changed.check = (struct plan_check){ "connection", NULL, NULL, 20, 3, 4, false };
    assert_int_equal(set_port(f, b.id, p.id, &changed).t.err.code, 0);
    assert_true(
        str_starts(ports_of(f, b.id).text, "80 tcp roundrobin table v2 connection 20 3 4 0"));

    changed.port = 8443;
    other = open_port(f, b.id, &changed);
    assert_int_equal(other.t.err.code, 0);
    assert_int_equal(ports_of(f, b.id).t.n, 2);
    assert_int_equal(close_port(f, b.id, other.id), 0);
    assert_int_equal(close_port(f, b.id, other.id), LCT_ENOTFOUND);
    assert_int_equal(set_port(f, b.id, other.id, &changed).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(ports_of(f, b.id).t.n, 1);
    assert_int_equal(ports_of(f, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, b.id), 0); // with what it has
    assert_int_equal(ports_of(f, b.id).t.err.code, LCT_ENOTFOUND);
}

void
test_balanced_nodes(void **state)
{
    struct fixture *f = *state;
    struct told_balancer b = make(f);
    struct told_port p = open_port(f, b.id, &web);
    struct told_node n;
    struct told m = create(f, f->label, false);
    _own_(free) char *address = NULL;

    assert_true(m.has_private);
    address = mem_printf("%s:8080", m.private_ipv4);
    assert_int_equal(nodes_of(f, b.id, p.id).t.n, 0);
    n = add_node(f, b.id, p.id, address);
    assert_int_equal(n.t.err.code, 0);
    assert_int_equal(add_node(f, b.id, p.id, "203.0.113.4:80").t.err.code, LCT_EFAILED);
    assert_int_equal(nodes_of(f, b.id, p.id).t.n, 1);
    assert_string_equal(nodes_of(f, b.id, p.id).id, n.id);
    _own_(free) char *was = mem_printf("web-01 %s accept %d", address, BALANCER_WEIGHT),
                     *is = mem_printf("web-01 %s drain %d", address, BALANCER_WEIGHT);
    assert_string_equal(nodes_of(f, b.id, p.id).text, was);
    assert_int_equal(set_node(f, b.id, p.id, n.id, "drain").t.err.code, 0);
    assert_string_equal(nodes_of(f, b.id, p.id).text, is);

    assert_int_equal(set_port(f, b.id, p.id, &web).t.err.code, 0);
    assert_string_equal(nodes_of(f, b.id, p.id).text, is); // whoever is in stays as he is
    assert_int_equal(drop_node(f, b.id, p.id, n.id), 0);
    assert_int_equal(drop_node(f, b.id, p.id, n.id), LCT_ENOTFOUND);
    assert_int_equal(set_node(f, b.id, p.id, n.id, "accept").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(nodes_of(f, b.id, p.id).t.n, 0);
    assert_int_equal(nodes_of(f, b.id, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
    assert_int_equal(drop(f, b.id), 0);
}
