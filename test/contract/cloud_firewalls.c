// SPDX-License-Identifier: MIT
// The contract of the cloud port: Cloud Firewalls, their rules, and the machines behind them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

struct told_firewall {
    struct told t;
    char id[64], label[80], rules[80], member[64], tags[80];
    size_t members;
    bool ready;
};

static void
keep(struct told_firewall *f, const struct thing *one)
{
    snprintf(f->id, sizeof f->id, "%s", one->id);
    snprintf(f->label, sizeof f->label, "%s", one->label);
    snprintf(f->rules, sizeof f->rules, "%s", one->rules);
    snprintf(f->member, sizeof f->member, "%s", *one->members ? *one->members : "");
    snprintf(f->tags, sizeof f->tags, "%s", *one->tags ? *one->tags : "");
    f->members = texts_count(one->members);
    f->ready = one->ready;
}

static void
on_firewall(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_firewall *f = user;

    if (one)
        keep(f, one);
    told_err(&f->t, err);
}

static void
on_firewalls(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_firewall *f = user;

    f->t.n = n;
    if (n)
        keep(f, &list[0]);
    told_err(&f->t, err);
}

static const struct thing_ops *
things(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_FIREWALL];
}

// What it is asked for, in another order than a cloud may tell it.
static struct port_range web_ports[] = { { 80, 80 }, { 443, 443 }, { 8000, 8100 } },
                         ssh_port[] = { { 22, 22 } };
static const char *const any[] = { "::/0", "0.0.0.0/0", NULL };
static const char *const some[] = { "198.51.100.0/24", "192.0.2.7/32", "2001:db8::5/128", NULL };
static struct cloud_rule open_rules[] = {
    { .protocol = CLOUD_ICMP, .nets = any, .text = "pings" },
    { .protocol = CLOUD_TCP, .ports = web_ports, .n_ports = 3, .nets = some, .text = "the web" },
    { .protocol = CLOUD_ANY, .nets = some },
    { .out = true, .protocol = CLOUD_UDP, .nets = any, .text = "all of it" },
};
static struct cloud_rule few_rules[] = {
    { .protocol = CLOUD_TCP, .ports = ssh_port, .n_ports = 1, .nets = any, .text = "SSH" },
};
static const struct cloud_rules many = { open_rules, 4 }, few = { few_rules, 1 };

static struct told_firewall
make(struct fixture *f)
{
    static const char *const tags[] = { TAG, NULL };
    const struct thing_spec spec = { .label = f->label, .tags = tags, .rules = &many };
    struct told_firewall made = { 0 };

    things(f)->create(f->cloud, &spec, on_firewall, &made);
    wait_for(f, &made.t);
    return made;
}

static struct told_firewall
look(struct fixture *f, const char *id)
{
    struct told_firewall seen = { 0 };

    things(f)->get(f->cloud, id, on_firewall, &seen);
    wait_for(f, &seen.t);
    return seen;
}

static struct told_firewall
find(struct fixture *f, const char *label)
{
    struct told_firewall found = { 0 };

    things(f)->find(f->cloud, label, on_firewalls, &found);
    wait_for(f, &found.t);
    assert_int_equal(found.t.err.code, 0);
    return found;
}

static int
set(struct fixture *f, const char *id, const struct cloud_rules *rules)
{
    struct told t = { 0 };

    f->cloud->ops->firewalls->rules(f->cloud, id, rules, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
move(struct fixture *f, bool in, const char *id, const char *machine)
{
    const struct firewall_ops *ops = f->cloud->ops->firewalls;
    struct told t = { 0 };

    (in ? ops->attach : ops->detach)(f->cloud, id, machine, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
drop(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    things(f)->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
expect_rules(struct fixture *f, const char *id, const struct cloud_rules *rules)
{
    struct arena *a = arena_new();

    assert_string_equal(look(f, id).rules, cloud_rules_digest(a, rules));
    arena_free(a);
}

void
test_firewalls(void **state)
{
    struct fixture *f = *state;
    struct told_firewall made = make(f), all = { 0 };

    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.label, f->label);
    assert_string_equal(made.tags, TAG);
    assert_true(made.ready);
    assert_int_equal(made.members, 0);
    expect_rules(f, made.id, &many);
    assert_int_equal(make(f).t.err.code, LCT_EEXISTS);
    assert_string_equal(find(f, f->label).id, made.id);
    assert_int_equal(find(f, "nobody-has-this").t.n, 0);
    things(f)->list(f->cloud, on_firewalls, &all);
    wait_for(f, &all.t);
    assert_true(all.t.n >= 1);

    assert_int_equal(set(f, made.id, &few), 0);
    expect_rules(f, made.id, &few);
    assert_int_equal(set(f, made.id, &few), 0); // said again

    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, made.id), LCT_ENOTFOUND);
    assert_int_equal(set(f, made.id, &few), LCT_ENOTFOUND);
    assert_int_equal(look(f, "no-number").t.err.code, LCT_ENOTFOUND);
}

// One is there already, one is born behind it.
void
test_firewalled_machines(void **state)
{
    struct fixture *f = *state;
    struct told_firewall made = make(f);
    char label[40];
    struct machine_spec spec = { .label = label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .swap_mb = -1,
        .firewall = made.id };
    struct told first = create(f, f->label, false), born;

    snprintf(label, sizeof label, "%s-born", f->label);
    wait_status(f, first.id, MACHINE_OFFLINE);
    assert_int_equal(move(f, true, made.id, first.id), 0);
    assert_int_equal(move(f, true, made.id, first.id), 0); // it is
    assert_string_equal(look(f, made.id).member, first.id);
    assert_int_equal(look(f, made.id).members, INTERFACES_MAX); // with all that it has
    assert_int_equal(move(f, false, made.id, first.id), 0);
    assert_int_equal(move(f, false, made.id, first.id), 0); // it is not
    assert_int_equal(look(f, made.id).members, 0);
    assert_int_equal(move(f, true, made.id, "1"), LCT_EFAILED);

    born = create_spec(f, &spec);
    assert_int_equal(born.err.code, 0);
    assert_string_equal(look(f, made.id).member, born.id);
    wait_status(f, born.id, MACHINE_OFFLINE);
    assert_int_equal(change(f, machines(f)->remove, born.id).err.code, 0);
    assert_int_equal(look(f, made.id).members, 0); // who goes leaves it
    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(change(f, machines(f)->remove, first.id).err.code, 0);
}

// Whose interfaces are their own: each that is no VLAN's is behind it by itself.
void
test_firewalled_interfaces(void **state)
{
    static const struct interface interfaces[] = { { .kind = INTERFACE_PUBLIC },
        { .kind = INTERFACE_VLAN, .vlan = "contract", .ipv4 = "10.9.0.1/24" } };
    struct fixture *f = *state;
    struct told_firewall made = make(f);
    struct machine_spec spec = { .label = f->label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .swap_mb = -1,
        .generation = GENERATION_LINODE,
        .interfaces = interfaces,
        .n_interfaces = 2,
        .firewall = made.id };
    struct told born = create_spec(f, &spec);

    assert_int_equal(born.err.code, 0);
    wait_status(f, born.id, MACHINE_OFFLINE);
    assert_string_equal(look(f, made.id).member, born.id);
    assert_int_equal(look(f, made.id).members, 1);
    assert_int_equal(move(f, true, made.id, born.id), 0); // it is
    assert_int_equal(move(f, false, made.id, born.id), 0);
    assert_int_equal(move(f, false, made.id, born.id), 0); // it is not
    assert_int_equal(look(f, made.id).members, 0);
    assert_int_equal(move(f, true, made.id, born.id), 0);
    assert_string_equal(look(f, made.id).member, born.id);
    assert_int_equal(look(f, made.id).members, 1);
    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(change(f, machines(f)->remove, born.id).err.code, 0);
}

void
firewalls_sweep(struct fixture *f)
{
    struct told_firewall left = find(f, f->label);

    if (left.t.n)
        drop(f, left.id);
}
