// SPDX-License-Identifier: MIT
// Ranges of subnets, and where a NodeBalancer is within a VPC.
#include "../testing.h"
#include "base/str.h"
#include "model/network.h"
#include "model/resource.h"

static struct cidr
cidr(const char *text)
{
    struct cidr c;

    assert_true(cidr_parse(text, false, &c));
    return c;
}

static bool
spares(const char *net, const char *range)
{
    const struct cidr all = cidr(net), part = cidr(range);

    return subnet_spares(&all, &part);
}

static void
two_addresses_at_each_end_are_nobodys(void **state)
{
    assert_true(spares("10.0.1.0/24", "10.0.1.248/30"));
    assert_false(spares("10.0.1.0/24", "10.0.1.252/30"));
    assert_true(spares("10.0.1.0/24", "10.0.1.252/31"));
    assert_true(spares("10.0.1.0/24", "10.0.1.4/30"));
    assert_false(spares("10.0.1.0/24", "10.0.1.0/30"));
    assert_false(spares("10.0.1.0/24", "10.0.1.0/24"));
    assert_false(spares("10.0.1.0/24", "10.0.0.0/16"));
    assert_false(spares("10.0.1.0/24", "10.0.2.64/30"));
    assert_false(spares("10.0.1.0/24", "2001:db8::/126"));
    assert_true(spares("0.0.0.0/0", "255.255.255.248/30"));
    assert_false(spares("0.0.0.0/0", "255.255.255.252/30"));
}

// "" where there is none.
static const char *
last(const char *net, const struct cidr *taken, size_t n, char out[static CIDR_TEXT])
{
    const struct cidr all = cidr(net);
    struct cidr found;

    return subnet_last_free(&all, 30, taken, n, &found) ? cidr_text(&found, out) : "";
}

static void
the_last_range_that_is_free(void **state)
{
    const struct cidr taken[] = { cidr("10.0.1.248/30"), cidr("10.0.1.240/29"),
        cidr("10.0.1.237") };
    const struct cidr all = cidr("10.0.1.0/24");
    char text[CIDR_TEXT];

    assert_string_equal(last("10.0.1.0/24", NULL, 0, text), "10.0.1.248/30");
    assert_string_equal(last("10.0.1.0/24", taken, 1, text), "10.0.1.244/30");
    assert_string_equal(last("10.0.1.0/24", taken, 2, text), "10.0.1.236/30");
    assert_string_equal(last("10.0.1.0/24", taken + 1, 2, text), "10.0.1.248/30");
    assert_string_equal(last("10.0.1.0/24", taken, 3, text), "10.0.1.232/30");
    assert_string_equal(last("10.0.1.0/24", &all, 1, text), "");
    assert_string_equal(last("10.0.1.0/28", NULL, 0, text), "10.0.1.8/30");
    assert_string_equal(last("10.0.1.0/29", NULL, 0, text), ""); // four that no range is made of
    assert_string_equal(last("0.0.0.0/0", NULL, 0, text), "255.255.255.248/30");
}

static void
assert_within(const char *traits, const char *vpc, const char *subnet, const char *range)
{
    _own_(arena) struct arena *a = arena_new();
    struct balancer_vpc v;

    assert_true(balancer_within(a, traits, &v));
    assert_string_equal(v.vpc, vpc);
    assert_string_equal(v.subnet, subnet);
    assert_string_equal(v.range, range);
    assert_string_equal(balancer_traits(a, &v), traits);
}

static void
traits_of_a_balancer_there_and_back(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct balancer_vpc v;

    assert_within("vpc shop/db 10.0.1.248/30", "shop", "db", "10.0.1.248/30");
    assert_within("vpc shop 10.0.1.248/30", "shop", "", "10.0.1.248/30");
    assert_within("vpc shop/db", "shop", "db", "");
    assert_within("vpc shop", "shop", "", "");
    assert_false(balancer_within(a, "", &v));
}

static void
a_balancer_sends_to_nodes_of_its_own_vpc(void **state)
{
    struct node n = { .private_ipv4 = "192.168.130.4/17",
        .networks = "public, vpc shop/db",
        .vpc_ipv4 = "10.0.1.4" };

    assert_string_equal(balancer_sends("", &n), "192.168.130.4/17");
    assert_string_equal(balancer_sends("vpc shop/db 10.0.1.248/30", &n), "10.0.1.4");
    assert_null(balancer_sends("vpc shops/db 10.0.1.248/30", &n));
    assert_null(balancer_sends("vpc sho 10.0.1.248/30", &n));
    n.networks = "vpc shop nat, vlan mesh 10.9.0.0/24";
    assert_string_equal(balancer_sends("vpc shop 10.0.1.248/30", &n), "10.0.1.4");
    n.networks = NULL;
    assert_null(balancer_sends("vpc shop 10.0.1.248/30", &n));
    assert_true(networks_share_vlan("vlan mesh 10.9.0.0/24", "public, vlan mesh"));
    assert_false(networks_share_vlan("vlan mesh", "vpc mesh"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_addresses_at_each_end_are_nobodys),
        cmocka_unit_test(the_last_range_that_is_free),
        cmocka_unit_test(traits_of_a_balancer_there_and_back),
        cmocka_unit_test(a_balancer_sends_to_nodes_of_its_own_vpc),
    };

    return RUN(tests);
}
