// SPDX-License-Identifier: MIT
// The lab's network: who reaches whom. Nodes are processes here. Skipped without root.
#include "net_nodes.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static struct fleet_port public(const char *addresses)
{
    return (struct fleet_port){ .network = "public", .addresses = addresses, .gateway = "46" };
}

static void
nodes_start(const char *const (*nodes)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        node_start(&(struct fleet_node){ .region = nodes[i][0], .ports = { public(nodes[i][1]) } });
}

static const char *const two_regions[][2] = {
    { "east", "198.18.0.11/24 192.168.129.1/17 2001:db8:1::11/64" },
    { "east", "198.18.0.12/24 192.168.129.2/17 2001:db8:1::12/64" },
    { "west", "198.18.1.13/24 192.168.129.2/17 2001:db8:2::13/64" },
    { "west", "198.18.1.14/24 192.168.129.4/17 2001:db8:2::14/64" },
};

static void
test_public_addresses(void **state)
{
    nodes_start(two_regions, 4);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11"); // a neighbour
    assert_string_equal(knock(0, "198.18.1.13"), "2 198.18.0.11");
    assert_string_equal(knock(0, "2001:db8:1::12"), "1 2001:db8:1::11");
    assert_string_equal(knock(0, "2001:db8:2::13"), "2 2001:db8:1::11");
    assert_string_equal(knock_from(net.home, "198.18.1.13"), "2 198.18.1.1");
    assert_string_equal(knock_from(net.home, "2001:db8:2::13"), "2 2001:db8:2::1");
    assert_silent(0, "198.18.0.99"); // nobody has it
    assert_silent(0, "2001:db8:1::99");
    assert_silent(0, "192.0.2.1");
}

static void
test_private_addresses_end_with_their_region(void **state)
{
    nodes_start(two_regions, 4);
    assert_string_equal(knock(0, "192.168.129.2"), "1 192.168.129.1");
    assert_string_equal(knock(3, "192.168.129.2"), "2 192.168.129.4");
    assert_silent(0, "192.168.129.4");
    assert_string_equal(knock_for(net.home, NULL, "192.168.129.2", SILENCE_MS), "");
    assert_silent_as(0, "192.168.129.1", "198.18.1.13");
}

static void
test_nobody_has_the_address_of_another(void **state)
{
    nodes_start(two_regions, 4);
    assert_silent_as(0, "198.18.0.12", "198.18.1.13");
    assert_silent_as(0, "198.18.0.77", "198.18.1.13");
    assert_silent_as(0, "192.168.129.77", "192.168.129.2");
    assert_silent_as(0, "2001:db8:1::12", "2001:db8:2::13");
    assert_silent_as(0, "2001:db8:9::12", "2001:db8:2::13");
}

static void
test_without_a_private_address(void **state)
{
    static const char *const nodes[][2] = {
        { "east", "198.18.0.11/24 192.168.129.1/17" },
        { "east", "198.18.0.12/24" },
    };

    nodes_start(nodes, 2);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
    assert_silent(1, "192.168.129.1");
}

static void
test_a_port_comes_and_goes(void **state)
{
    struct lct_err err = { 0 };

    nodes_start(two_regions, 2);
    regions_unplug(&net.regions, &net.nodes[1].node, 0);
    assert_silent(0, "198.18.0.12");
    if (regions_plug(&net.regions, &net.nodes[1].node, 0, net.nodes[1].pid, &err))
        fail_msg("%s", err.text);
    node_set_up(&net.nodes[1].node, net.nodes[1].space);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
}

static void
test_a_network_lies_in_one_region(void **state)
{
    struct fleet_node thief = { .id = 9, .region = "west", .ports = { public("198.18.0.16/24") } };
    struct lct_err err = { 0 };

    nodes_start(two_regions, 1);
    assert_int_equal(regions_plug(&net.regions, &thief, 0, getpid(), &err), LCT_EUSAGE);
    assert_string_equal(err.text, "the network of 198.18.0.16/24 belongs to another region");
}

// ---- VPCs and VLANs

static void
vpc_node(const char *vpc, const char *address, const char *nat)
{
    node_start(&(struct fleet_node){ .region = "east",
        .ports = { { .network = vpc, .addresses = address, .nat = nat, .gateway = "4" } } });
}

static void
test_a_vpc_is_apart(void **state)
{
    vpc_node("vpc 1", "10.0.0.2/24", NULL);
    vpc_node("vpc 1", "10.0.0.3/24", NULL);
    vpc_node("vpc 1", "10.0.1.2/24", NULL); // another subnet
    vpc_node("vpc 2", "10.0.0.3/24", NULL); // the address of another VPC's
    vpc_node("vpc 2", "10.0.0.9/24", NULL);
    nodes_start(two_regions, 1); // node 5
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_string_equal(knock(0, "10.0.1.2"), "2 10.0.0.2");
    assert_string_equal(knock(2, "10.0.0.3"), "1 10.0.1.2");
    assert_string_equal(knock(4, "10.0.0.3"), "3 10.0.0.9");
    assert_silent(0, "10.0.0.9");
    assert_silent(4, "10.0.1.2");
    assert_silent(0, "198.18.0.11"); // no way out
    assert_silent(5, "10.0.0.2");    // and none in
    assert_silent_as(1, "10.0.0.2", "10.0.1.2");
}

static void
test_a_public_address_stands_for_one_in_a_vpc(void **state)
{
    struct fleet_node *n;
    struct lct_err err = { 0 };

    vpc_node("vpc 1", "10.0.0.2/24", "198.18.0.21/24");
    vpc_node("vpc 1", "10.0.0.3/24", NULL);
    vpc_node("vpc 2", "10.0.0.2/24", "198.18.0.22/24");
    nodes_start(two_regions, 4); // nodes 3 to 6
    vpc_node("vpc 1", "10.0.1.2/24", "198.18.0.24/24");
    assert_string_equal(knock(0, "198.18.0.24"), "7 198.18.0.21"); // in the same VPC
    assert_silent(1, "198.18.0.21");                               // he has no way out, either
    assert_string_equal(knock(3, "198.18.0.21"), "0 198.18.0.11");
    assert_string_equal(knock(5, "198.18.0.21"), "0 198.18.1.13");
    assert_string_equal(knock_from(net.home, "198.18.0.21"), "0 198.18.0.1");
    assert_string_equal(knock(0, "198.18.0.11"), "3 198.18.0.21");
    assert_string_equal(knock(0, "198.18.1.13"), "5 198.18.0.21");
    assert_string_equal(knock(0, "198.18.0.22"), "2 198.18.0.21");
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_silent(1, "198.18.0.11");

    n = &net.nodes[0].node;
    regions_unplug(&net.regions, n, 0);
    assert_silent(3, "198.18.0.21");
    n->ports[0].nat = "198.18.0.23/24";
    if (regions_plug(&net.regions, n, 0, net.nodes[0].pid, &err))
        fail_msg("%s", err.text);
    node_set_up(n, net.nodes[0].space);
    assert_string_equal(knock(3, "198.18.0.23"), "0 198.18.0.11");
    assert_silent(3, "198.18.0.21");
}

// On the Internet by one port, in a VPC and a VLAN by the others.
static void
test_three_ports(void **state)
{
    for (int i = 0; i < 2; i++)
        node_start(&(struct fleet_node){ .region = "east",
            .ports = { public(i ? "198.18.0.12/24" : "198.18.0.11/24"),
                { .network = "vpc 1", .addresses = i ? "10.0.0.3/24" : "10.0.0.2/24" },
                { .network = "vlan back", .addresses = i ? "10.9.0.3/24" : "10.9.0.2/24" } } });
    vpc_node("vpc 1", "10.0.1.2/24", NULL);
    node_start(&(struct fleet_node){
        .region = "west", .ports = { { .network = "vlan back", .addresses = "10.9.0.4/24" } } });
    node_start(&(struct fleet_node){
        .region = "east", .ports = { { .network = "vlan other", .addresses = "10.9.0.3/24" } } });
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_string_equal(knock(0, "10.0.1.2"), "2 10.0.0.2");
    assert_string_equal(knock(0, "10.9.0.3"), "1 10.9.0.2");
    assert_silent(0, "10.9.0.4"); // a VLAN ends with its region
    assert_silent(4, "10.9.0.2");
}

// A NodeBalancer of the region, by an address there that rules make one of its range in the VPC.
static struct vpc_backend
backend(const char *vpc, const char *source)
{
    struct vpc_backend b = { .vpc = vpc };

    assert_true(cidr_parse(source, false, &b.source));
    assert_true(cidr_parse("10.0.0.64/30", false, &b.range));
    return b;
}

static void
test_balancers_reach_vpcs(void **state)
{
    static const char rules[] =
        "table ip backends { chain out { type nat hook postrouting priority srcnat;\n"
        "ip saddr { 169.254.64.1, 169.254.64.2 } snat to 10.0.0.64;\n}\n}\n";
    const struct vpc_backend one = backend("1", "169.254.64.1"), two = backend("2", "169.254.64.2");
    const struct netspace *east;
    struct lct_err err = { 0 };

    vpc_node("vpc 1", "10.0.0.2/24", NULL);
    vpc_node("vpc 2", "10.0.0.2/24", NULL); // of another VPC, whose range is the same
    vpc_node("vpc 1", "10.0.0.3/24", "198.18.0.21/24");
    nodes_start(two_regions, 1); // node 3
    assert_int_equal(regions_space(&net.regions, "east", &east, &err), 0);
    if (regions_backend_add(&net.regions, "east", &one, &err) ||
        regions_backend_add(&net.regions, "east", &two, &err))
        fail_msg("%s", err.text);
    if (netspace_rules(east, rules, &err))
        fail_msg("%s", err.text);
    assert_string_equal(knock_for(east->fd, "169.254.64.1", "10.0.0.2", SILENCE_MS), "0 10.0.0.64");
    assert_string_equal(knock_for(east->fd, "169.254.64.2", "10.0.0.2", SILENCE_MS), "1 10.0.0.64");
    assert_string_equal(knock_for(east->fd, "169.254.64.1", "10.0.0.3", SILENCE_MS), "2 10.0.0.64");
    assert_silent(0, "10.0.0.64"); // nobody asks it
    assert_silent(3, "10.0.0.2");  // its way is nobody else's
    assert_string_equal(knock(3, "198.18.0.21"), "2 198.18.0.11");

    if (regions_backend_drop(&net.regions, "east", &one, &err))
        fail_msg("%s", err.text);
    assert_string_equal(knock_for(east->fd, "169.254.64.1", "10.0.0.2", SILENCE_MS), "");
    assert_string_equal(knock_for(east->fd, "169.254.64.2", "10.0.0.2", SILENCE_MS), "1 10.0.0.64");
}

// What is routed to a port beside its addresses.
static void
test_routed_networks(void **state)
{
    struct fleet_port p = public("198.18.0.11/24 2001:db8:1::11/64");

    p.routed = "2001:db8:9:1::/64";
    node_start(&(struct fleet_node){ .region = "east", .ports = { p } });
    nodes_start(two_regions + 1, 1);
    enter(net.nodes[0].space);
    assert_int_equal(system("ip -6 addr add 2001:db8:9:1::5/128 dev lo"), 0);
    enter(net.home);
    assert_string_equal(knock(1, "2001:db8:9:1::5"), "0 2001:db8:1::12");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_public_addresses, net_make, net_drop),
        cmocka_unit_test_setup_teardown(
            test_private_addresses_end_with_their_region, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_nobody_has_the_address_of_another, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_without_a_private_address, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_port_comes_and_goes, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_network_lies_in_one_region, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_vpc_is_apart, net_make, net_drop),
        cmocka_unit_test_setup_teardown(
            test_a_public_address_stands_for_one_in_a_vpc, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_balancers_reach_vpcs, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_three_ports, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_routed_networks, net_make, net_drop),
    };

    if (geteuid() != 0 || unshare(CLONE_NEWNET | CLONE_NEWNS) < 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        puts("1..0 # SKIP needs root");
        return 0;
    }
    return RUN(tests);
}
