// SPDX-License-Identifier: MIT
// How the steps log in to a node: straight, or through another that carries them on.
#include "step/bundle/session.h"

#include "../testing.h"

// A shell that only notes what it is to connect to.
static struct shell_target asked, asked_bastion;
static unsigned n_asked;

static struct op *
note_connect(struct shell *sh, const struct shell_target *t, int64_t deadline_ms,
    shell_session_fn *fn, void *user)
{
    asked = *t;
    asked_bastion = t->via.bastion ? *t->via.bastion : (struct shell_target){ 0 };
    n_asked++;
    return NULL;
}

static const struct shell_ops noting = { .name = "noting", .connect = note_connect };
static struct shell shell = { &noting };

static struct node nodes[] = {
    { .name = "web-1",
        .group = "web",
        .cluster = "c",
        .region = "us-east",
        .public_ipv4 = "198.18.0.1",
        .private_ipv4 = "192.168.128.1",
        .host_key = "ssh-ed25519 WEB1",
        .secured = true },
    { .name = "web-2",
        .group = "web",
        .cluster = "c",
        .region = "us-east",
        .ipv6 = "2001:db8::2",
        .private_ipv4 = "192.168.128.2",
        .host_key = "ssh-ed25519 WEB2",
        .secured = true },
    { .name = "db-1",
        .group = "db",
        .cluster = "c",
        .region = "us-east",
        .private_ipv4 = "192.168.128.3",
        .host_key = "ssh-ed25519 DB1" },
};

#define MEMBERS (sizeof nodes / sizeof *nodes)

static void
connect_when(size_t which, size_t leaving, bool all)
{
    _own_(arena) struct arena *a = arena_new();
    struct member members[MEMBERS] = { 0 };
    struct world w = {
        .arena = a, .shell = &shell, .members = members, .n_members = MEMBERS, .dialer = "/run/dial"
    };

    for (size_t i = 0; i < MEMBERS; i++)
        members[i] = (struct member){ .node = &nodes[i], .leaving = all || i == leaving };
    world_init(&w);
    n_asked = 0;
    session_fresh(&members[which], 1000, NULL, NULL);
    assert_int_equal(n_asked, 1);
    world_done(&w);
}

static void
connect_to(size_t which, size_t leaving)
{
    connect_when(which, leaving, false);
}

static void
straight_where_it_has_a_public_address(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        connect_to(i, MEMBERS);
        assert_string_equal(asked.host, i ? "2001:db8::2" : "198.18.0.1");
        assert_string_equal(asked.user, "root");
        assert_string_equal(asked.host_keys, nodes[i].host_key);
        assert_string_equal(asked.via.dialer, "/run/dial");
        assert_null(asked.via.bastion);
        assert_false(asked.any_host_key);
    }
}

static void
through_another_where_it_has_none(void **state)
{
    connect_to(2, MEMBERS);
    assert_string_equal(asked.host, "192.168.128.3");
    assert_string_equal(asked.host_keys, "ssh-ed25519 DB1");
    assert_null(asked.via.dialer);
    assert_non_null(asked.via.bastion);
    assert_string_equal(asked_bastion.host, "198.18.0.1");
    assert_string_equal(asked_bastion.host_keys, "ssh-ed25519 WEB1");
    assert_string_equal(asked_bastion.user, "root");
    assert_string_equal(asked_bastion.name, "web-1");
    assert_string_equal(asked_bastion.via.dialer, "/run/dial");
}

// One that leaves carries nobody on; without any there is no way.
static void
not_through_one_that_leaves(void **state)
{
    connect_to(2, 0);
    assert_string_equal(asked_bastion.name, "web-2");
    assert_string_equal(asked_bastion.host, "2001:db8::2");
    nodes[1].secured = false;
    connect_to(2, 0);
    assert_null(asked.host);
    assert_null(asked.via.bastion);
    nodes[1].secured = true;
}

// But for another that leaves: the last words of a node are heard through one that goes after it.
static void
through_one_that_leaves_when_all_do(void **state)
{
    connect_when(2, MEMBERS, true);
    assert_string_equal(asked_bastion.name, "web-1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straight_where_it_has_a_public_address),
        cmocka_unit_test(through_another_where_it_has_none),
        cmocka_unit_test(not_through_one_that_leaves),
        cmocka_unit_test(through_one_that_leaves_when_all_do),
    };

    return RUN(tests);
}
