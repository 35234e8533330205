// SPDX-License-Identifier: MIT
// Whom a node's sets mean: by which addresses, from where it stands.
#include "../testing.h"
#include "base/str.h"
#include "step/aspect/membership.h"

static struct region near = { .id = "us-east" }, far = { .id = "eu-central" };
static struct plan_peer webs[] = { { PEER_SELECTOR, "web", { 0 } } };
static struct plan_rule from_webs[] = {
    { .protocol = "tcp", .peers = webs, .n_peers = 1, .text = "x" }
};
static struct node_plan db = { .name = "db", .rules = from_webs, .n_rules = 1 },
                        web = { .name = "web" };

#define MESH "public, vlan mesh 10.9.0.0/24" // in each region another one

static struct node nodes[] = {
    { .name = "db-1",
        .group = "db",
        .region = "us-east",
        .public_ipv4 = "198.18.0.1",
        .networks = MESH },
    { .name = "db-2", .group = "db", .region = "eu-central", .public_ipv4 = "198.18.4.1" },
    { .name = "web-1",
        .group = "web",
        .region = "us-east",
        .public_ipv4 = "198.18.0.7",
        .private_ipv4 = "192.168.128.7",
        .ipv6 = "2001:db8:0:1::7",
        .networks = MESH,
        .vlan_ipv4 = "10.9.0.7/24" },
    { .name = "web-2",
        .group = "web",
        .region = "eu-central",
        .public_ipv4 = "198.18.4.8",
        .private_ipv4 = "192.168.128.8",
        .ipv6 = "2001:db8:0:2::8",
        .networks = MESH,
        .vlan_ipv4 = "10.9.0.8/24" },
};

static void
set_up(struct world *w, struct arena *a, struct plan *plan)
{
    const struct region *const regions[] = { &near, &far, &near, &far };
    const struct node_plan *const plans[] = { &db, &db, &web, &web };

    *w = (struct world){ .arena = a, .plan = plan, .known = true, .n_members = 4 };
    w->members = arena_array(a, 4, sizeof *w->members);
    for (size_t i = 0; i < 4; i++)
        w->members[i] = (struct member){ .node = &nodes[i], .np = plans[i], .region = regions[i] };
    world_init(w);
}

static bool
admits(const struct membership *ms, const char *address)
{
    for (const char *const *a = ms->rules.members[0].addresses; *a; a++)
        if (str_eq(*a, address))
            return true;
    return false;
}

// The same private address may be a stranger's in another region: there it admits nobody.
static void
private_addresses_end_with_the_region(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct plan plan = { .hosts = { .private_names = true } };
    struct membership *here, *there;
    struct lct_err err = { 0 };
    struct world w;

    set_up(&w, a, &plan);
    assert_int_equal(membership_of(&w.members[0], &here, &err), LCT_OK);
    assert_int_equal(membership_of(&w.members[1], &there, &err), LCT_OK);
    for (size_t i = 2; i < 4; i++) {
        assert_true(admits(here, nodes[i].public_ipv4) && admits(there, nodes[i].public_ipv4));
        assert_true(admits(here, nodes[i].ipv6) && admits(there, nodes[i].ipv6));
    }
    assert_true(admits(here, "192.168.128.7") && admits(there, "192.168.128.8"));
    assert_false(admits(here, "192.168.128.8") || admits(there, "192.168.128.7"));
    assert_non_null(strstr(here->lines, "192.168.128.7\tweb-1\n"));
    assert_non_null(strstr(here->lines, "198.18.4.8\tweb-2\n"));
    assert_null(strstr(here->lines, "192.168.128.8"));
    world_done(&w);
}

// Whoever is in the same VLAN comes by his address there, too; Cloud Firewalls do not see it.
static void
a_vlan_is_of_its_region(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct plan plan = { 0 };
    struct membership *here, *there;
    struct lct_err err = { 0 };
    struct world w;

    set_up(&w, a, &plan);
    assert_int_equal(membership_of(&w.members[0], &here, &err), LCT_OK);
    assert_int_equal(membership_of(&w.members[1], &there, &err), LCT_OK);
    assert_non_null(strstr(here->full, "10.9.0.7 }"));
    assert_null(strstr(here->full, "10.9.0.8"));
    assert_null(strstr(there->full, "10.9.0."));
    assert_false(admits(here, "10.9.0.7/24"));
    world_done(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(private_addresses_end_with_the_region),
        cmocka_unit_test(a_vlan_is_of_its_region) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
