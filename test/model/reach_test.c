// SPDX-License-Identifier: MIT
// Ways to nodes: by which address, from where, through whom.
#include "model/network.h"
#include "model/reach.h"

#include "../testing.h"

#define KEY "ssh-ed25519 AAAA"

enum {
    WEB,
    OTHER_WEB,
    DB,
    FAR_WEB,
    FAR_DB,
    SIX,
    BARE,
    RAW_WEB,
    GATE,
    INNER,
    OTHER_INNER,
    NODES,
    OUTSIDE = NODES,
    NOBODY
};

static struct node nodes[NODES] = {
    [WEB] = { .cluster = "c",
        .region = "us-east",
        .public_ipv4 = "198.18.0.1",
        .private_ipv4 = "192.168.128.1",
        .ipv6 = "2001:db8::1",
        .host_key = KEY,
        .secured = true },
    [OTHER_WEB] = { .cluster = "c",
        .region = "us-east",
        .public_ipv4 = "198.18.0.2",
        .host_key = KEY,
        .secured = true },
    [DB] = { .cluster = "c", .region = "us-east", .private_ipv4 = "192.168.128.3" },
    [FAR_WEB] = { .cluster = "c",
        .region = "eu-central",
        .public_ipv4 = "198.18.4.1",
        .private_ipv4 = "192.168.128.1",
        .host_key = KEY,
        .secured = true },
    [FAR_DB] = { .cluster = "c", .region = "eu-central", .private_ipv4 = "192.168.128.3" },
    [SIX] = { .cluster = "c",
        .region = "us-east",
        .ipv6 = "2001:db8::6",
        .host_key = KEY,
        .secured = true },
    [BARE] = { .cluster = "c", .region = "us-east" },
    [GATE] = { .cluster = "c",
        .region = "us-east",
        .public_ipv4 = "198.18.0.7",
        .private_ipv4 = "192.168.128.7",
        .networks = "public, vpc shop",
        .vpc = "5",
        .vpc_ipv4 = "10.0.1.2",
        .host_key = KEY,
        .secured = true },
    [INNER] = { .cluster = "c",
        .region = "us-east",
        .networks = "vpc shop",
        .vpc = "5",
        .vpc_ipv4 = "10.0.1.3" },
    [OTHER_INNER] = { .cluster = "c",
        .region = "us-east",
        .networks = "vpc bank",
        .vpc = "6",
        .vpc_ipv4 = "10.0.1.3" },
    [RAW_WEB] = { .cluster = "c", .region = "us-east", .public_ipv4 = "198.18.0.9" },
};

static const struct node *
end_of(int which)
{
    return which < NODES ? &nodes[which] : NULL;
}

static void
check_way(int line, int from, int to, const char *address, int via, const int *among, size_t n)
{
    struct node *list[NODES];
    for (size_t i = 0; i < n; i++)
        list[i] = &nodes[among[i]];
    struct reach r = reach_of(end_of(from), &nodes[to], list, n);
    bool same = address && r.address ? !strcmp(r.address, address) : r.address == address;
    if (!same || r.via != end_of(via))
        fail_msg("line %d: by %s, through node %td", line, r.address ? r.address : "nothing",
            r.via ? r.via - nodes : -1);
}

#define WAY(from, to, address, via, ...)                                                \
    check_way(__LINE__, from, to, address, via, (const int[]){ DB, BARE, __VA_ARGS__ }, \
        sizeof(const int[]){ DB, BARE, __VA_ARGS__ } / sizeof(int))

static void
straight_ways(void **state)
{
    WAY(OUTSIDE, WEB, "198.18.0.1", NOBODY, WEB, OTHER_WEB);
    WAY(OUTSIDE, SIX, "2001:db8::6", NOBODY, WEB);
    WAY(OUTSIDE, BARE, NULL, NOBODY, WEB);
    WAY(OTHER_WEB, WEB, "192.168.128.1", NOBODY, WEB);
    WAY(WEB, OTHER_WEB, "198.18.0.2", NOBODY, WEB); // has no private one
    WAY(WEB, DB, "192.168.128.3", NOBODY, OTHER_WEB);
    WAY(WEB, FAR_WEB, "198.18.4.1", NOBODY, WEB); // 192.168.128.1 is WEB's here
    WAY(WEB, SIX, "2001:db8::6", NOBODY, WEB);
    WAY(WEB, WEB, "192.168.128.1", NOBODY, WEB);
}

static void
ways_through_others(void **state)
{
    WAY(OUTSIDE, DB, "192.168.128.3", WEB, FAR_WEB, RAW_WEB, WEB, OTHER_WEB);
    WAY(OUTSIDE, DB, "192.168.128.3", OTHER_WEB, OTHER_WEB, WEB); // the first that can
    WAY(OUTSIDE, DB, "192.168.128.3", SIX, SIX);
    WAY(OUTSIDE, FAR_DB, "192.168.128.3", FAR_WEB, WEB, FAR_WEB);
    WAY(WEB, FAR_DB, "192.168.128.3", FAR_WEB, WEB, FAR_WEB);
    WAY(OUTSIDE, DB, NULL, NOBODY, FAR_WEB); // another region's
    WAY(OUTSIDE, DB, NULL, NOBODY, RAW_WEB); // not secured
    WAY(OUTSIDE, DB, NULL, NOBODY, BARE);
}

static void
ways_in_a_vpc(void **state)
{
    WAY(GATE, INNER, "10.0.1.3", NOBODY, WEB);
    WAY(INNER, GATE, "10.0.1.2", NOBODY, WEB);
    WAY(WEB, GATE, "192.168.128.7", NOBODY, WEB);    // is in no VPC
    WAY(INNER, WEB, "198.18.0.1", NOBODY, WEB);      // is in nothing else
    WAY(GATE, OTHER_INNER, NULL, NOBODY, WEB, GATE); // the same address, in another
    WAY(OUTSIDE, INNER, "10.0.1.3", GATE, WEB, GATE);
    WAY(OUTSIDE, OTHER_INNER, NULL, NOBODY, WEB, GATE);
}

static void
networks_are_told(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct plan_vpc_use use = { .vpc = "shop", .subnet = "db", .nat = true };
    const struct plan_vlan vlan = { .label = "nat", .ipv4 = "10.9.0.0/24" };
    const struct networks plain = { .is_public = true },
                          all = { GENERATION_LINODE, true, &use, &vlan },
                          inner = { GENERATION_NONE, false, &use, &vlan };

    assert_null(networks_text(a, &plain));
    assert_string_equal(
        networks_text(a, &all), "linode, public, vpc shop/db, vlan nat 10.9.0.0/24");
    assert_string_equal(networks_text(a, &inner), "vpc shop/db nat, vlan nat 10.9.0.0/24");
    assert_true(networks_public(NULL) && networks_reached(NULL));
    assert_int_equal(networks_filtered(NULL), 1);
    assert_int_equal(networks_filtered("linode, public, vpc shop/db, vlan mesh"), 2);
    assert_int_equal(networks_filtered("vlan public 10.9.0.0/24"), 0);
    assert_true(networks_share_vlan("public, vlan mesh 10.9.0.0/24", "linode, vpc a, vlan mesh"));
    assert_false(networks_share_vlan("public, vlan mesh 10.9.0.0/24", "public, vlan mes"));
    assert_false(networks_share_vlan("public, vlan mesh", NULL));
    assert_true(networks_public("linode, public, vpc shop/db"));
    assert_false(networks_public("vpc public"));
    assert_true(networks_reached("vpc shop nat, vlan x"));
    assert_false(networks_reached("vpc shop, vlan x 10.9.0.0/24"));
}

// Another cluster's node carries nobody of ours; neither does one whose host key is not known.
static void
strangers_carry_nobody(void **state)
{
    struct node *list[] = { &nodes[WEB] };
    struct node was = nodes[WEB];

    strcpy(nodes[WEB].cluster, "d");
    assert_null(reach_of(NULL, &nodes[DB], list, 1).address);
    nodes[WEB] = was;
    nodes[WEB].host_key = NULL;
    assert_null(reach_of(NULL, &nodes[DB], list, 1).via);
    nodes[WEB] = was;
    assert_ptr_equal(reach_of(NULL, &nodes[DB], list, 1).via, &nodes[WEB]);
}

static void
check_all(int line, int from, int to, const char *expected)
{
    const char *all[REACH_MOST];
    char text[200] = "";
    size_t n = reach_all(end_of(from), &nodes[to], all);
    for (size_t i = 0; i < n; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", all[i]);
    if (strcmp(text, expected) != 0)
        fail_msg("line %d: %s", line, text);
}

#define ALL(from, to, expected) check_all(__LINE__, from, to, expected)

static void
all_addresses(void **state)
{
    ALL(OTHER_WEB, WEB, "198.18.0.1 192.168.128.1 2001:db8::1 ");
    ALL(OUTSIDE, WEB, "198.18.0.1 2001:db8::1 ");
    ALL(FAR_WEB, WEB, "198.18.0.1 2001:db8::1 ");
    ALL(WEB, FAR_WEB, "198.18.4.1 ");
    ALL(WEB, DB, "192.168.128.3 ");
    ALL(OUTSIDE, DB, "");
    ALL(WEB, BARE, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straight_ways),
        cmocka_unit_test(ways_through_others),
        cmocka_unit_test(ways_in_a_vpc),
        cmocka_unit_test(networks_are_told),
        cmocka_unit_test(strangers_carry_nobody),
        cmocka_unit_test(all_addresses),
    };

    return RUN(tests);
}
