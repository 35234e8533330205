// SPDX-License-Identifier: MIT
// VPCs, VLANs and interfaces by the API's calls: what is refused, and what nodes are told of the
// rest.
#include "small_lab.h"

#include "lab/api/route.h"
#include "lab/world/address.h"
#include "lab/world/network.h"

static const char regions[] = "[{\"id\": \"here\", \"capabilities\": [\"VPCs\", \"Vlans\"]}, "
                              "{\"id\": \"there\", \"capabilities\": [\"VPCs\", \"Vlans\"]}, "
                              "{\"id\": \"old\", \"capabilities\": []}]";

#define LINODE 7
#define CONFIG 9

static void
linode_add(struct small_lab *x, int64_t id, const char *generation)
{
    struct world *w = &x->lab.world;

    world_do(w,
        "INSERT INTO linode (id, label, status, created, updated, type, region, site_type, specs, "
        "ipv6, alerts, backups, host_uuid, disk_encryption, maintenance_policy, "
        "interface_generation) VALUES (?1, 'n' || ?1, 'offline', '', '', '', 'here', '', '{}', "
        "'2001:db8:0:1::' || ?1, '{}', '{}', '', '', '', ?2)",
        "it", id, generation);
    world_do(w,
        "INSERT INTO config (id, linode, label, kernel, created, updated, devices) "
        "VALUES (?2, ?1, 'c', '', '', '', '{}')",
        "ii", id, id + 2);
    if (generation[1] == 'e')
        address_give(&x->lab, id, "here", true);
    assert_false(w->failed);
}

static int
setup(void **state)
{
    small_lab_new(state);
    struct small_lab *x = *state;
    small_lab_open(x, api_nouns);
    x->lab.catalogue.regions = small_lab_parse(x, regions);
    x->lab.catalogue.kernels = small_lab_parse(x, "[{\"id\": \"linode/latest-64bit\"}]");
    linode_add(x, LINODE, "legacy_config");
    return 0;
}

// What is wrong with the call; NULL: nothing. The answer is kept.
static struct doc *answer;

static const char *
ask(struct small_lab *x, const char *method, const char *path, const char *body)
{
    struct call c = small_lab_call(x, method, path, body ? body : "{}");

    answer = c.answer;
    return doc_get_text(doc_at(c.errors, 0), "reason", NULL);
}

static const char *
answered(const char *path)
{
    const struct doc *d = doc_path(answer, path);

    return d ? doc_text(d, "null") : "absent";
}

static int64_t
vpc_add(struct small_lab *x, const char *label)
{
    assert_null(ask(x, "POST", "vpcs",
        arena_printf(x->arena,
            "{\"label\": \"%s\", \"region\": \"here\", \"subnets\": [{\"label\": \"a\", \"ipv4\": "
            "\"10.0.0.0/24\"}, {\"label\": \"b\", \"ipv4\": \"10.0.1.0/29\"}]}",
            label)));
    return doc_get_int(answer, "id", 0);
}

static int64_t
subnet_of(struct small_lab *x, int64_t vpc, const char *label)
{
    return world_int(
        &x->lab.world, 0, "SELECT id FROM subnet WHERE vpc = ? AND label = ?", "it", vpc, label);
}

static const char *
subnet_add(struct small_lab *x, int64_t vpc, const char *label, const char *range)
{
    return ask(x, "POST", arena_printf(x->arena, "vpcs/%lld/subnets", (long long)vpc),
        arena_printf(x->arena, "{\"label\": \"%s\", \"ipv4\": \"%s\"}", label, range));
}

static void
vpcs_and_subnets(void **state)
{
    struct small_lab *x = *state;
    int64_t vpc = vpc_add(x, "one");

    assert_string_equal(answered("subnets"), answered("subnets"));
    assert_int_equal(doc_count(doc_get(answer, "subnets")), 2);
    vpc_add(x, "two"); // the same ranges
    assert_string_equal(ask(x, "POST", "vpcs", "{\"label\": \"one\", \"region\": \"here\"}"),
        "Label must be unique among your VPCs");
    assert_string_equal(ask(x, "POST", "vpcs", "{\"label\": \"a_b!\", \"region\": \"here\"}"),
        "Must only use ASCII letters, numbers, and underscores");
    assert_string_equal(ask(x, "POST", "vpcs", "{\"label\": \"x\", \"region\": \"old\"}"),
        "VPCs are not supported in this region");
    assert_string_equal(subnet_add(x, vpc, "c", "192.168.0.1/24"), "Must be an IPv4 network");
    assert_string_equal(subnet_add(x, vpc, "c", "10.0.0.128/25"),
        "Must not overlap with another subnet of the VPC");
    assert_string_equal(
        subnet_add(x, vpc, "c", "192.168.0.0/16"), "Must not overlap with 192.168.128.0/17");
    assert_string_equal(
        subnet_add(x, vpc, "a", "10.1.0.0/24"), "Label must be unique among the VPC's subnets");
    assert_non_null(subnet_add(x, vpc, "c", "8.8.8.0/24"));
    assert_non_null(subnet_add(x, vpc, "c", "10.2.0.0/30"));
    assert_null(subnet_add(x, vpc, "c", "10.2.0.0/24"));
    assert_string_equal(answered("ipv4"), "10.2.0.0/24");
}

static const char *
config_add(struct small_lab *x, const char *interface)
{
    return ask(x, "POST", "linode/instances/7/configs/9/interfaces", interface);
}

static const char *
port_text(struct small_lab *x, size_t i)
{
    struct fleet_port p[FLEET_PORTS] = { 0 };

    network_ports(&x->lab, x->arena, LINODE, p);
    return p[i].network ? arena_printf(x->arena, "%s|%s|%s|%s|%s", p[i].network,
                              p[i].addresses ? p[i].addresses : "", p[i].routed ? p[i].routed : "",
                              p[i].nat ? p[i].nat : "", p[i].gateway ? p[i].gateway : "")
                        : "none";
}

static void
interfaces_of_a_configuration(void **state)
{
    struct small_lab *x = *state;
    int64_t vpc = vpc_add(x, "one"), a = subnet_of(x, vpc, "a"), b = subnet_of(x, vpc, "b");

    assert_string_equal(port_text(x, 0), "public|198.18.0.2/22 2001:db8:0:1::7/64|||46");
    assert_null(config_add(x, "{\"purpose\": \"public\"}"));
    assert_null(config_add(
        x, arena_printf(x->arena,
               "{\"purpose\": \"vpc\", \"subnet_id\": %lld, \"ip_ranges\": [\"10.0.0.16/28\"]}",
               (long long)a)));
    assert_string_equal(answered("ipv4.vpc"), "10.0.0.2");
    assert_null(config_add(
        x, "{\"purpose\": \"vlan\", \"label\": \"back\", \"ipam_address\": \"10.9.0.1/24\"}"));
    assert_non_null(config_add(x, "{\"purpose\": \"vlan\", \"label\": \"more\"}"));
    assert_string_equal(port_text(x, 0), "public|198.18.0.2/22 2001:db8:0:1::7/64|||46");
    assert_string_equal(port_text(x, 1),
        arena_printf(x->arena, "vpc %lld|10.0.0.2/24|10.0.0.16/28||", (long long)vpc));
    assert_string_equal(port_text(x, 2), "vlan back|10.9.0.1/24|||");
    assert_null(ask(x, "GET", "networking/vlans", NULL));
    assert_string_equal(doc_get_text(doc_at(doc_get(answer, "data"), 0), "label", ""), "back");
    assert_null(ask(x, "GET", "vpcs/ips", NULL));
    assert_int_equal(doc_get_int(answer, "results", 0), 2);
    assert_string_equal(ask(x, "DELETE", arena_printf(x->arena, "vpcs/%lld", (long long)vpc), NULL),
        "VPC must not have any Linodes or NodeBalancers assigned to delete it");
    assert_null(ask(x, "PUT", "linode/instances/7/configs/9",
        arena_printf(x->arena,
            "{\"interfaces\": [{\"purpose\": \"vpc\", \"subnet_id\": %lld, \"primary\": true, "
            "\"ipv4\": {\"vpc\": \"10.0.1.3\", \"nat_1_1\": \"any\"}}]}",
            (long long)b)));
    assert_string_equal(port_text(x, 0),
        arena_printf(x->arena, "vpc %lld|10.0.1.3/29||198.18.0.2/22|4", (long long)vpc));
    assert_string_equal(port_text(x, 1), "none");
    assert_string_equal(
        config_add(x, "{\"purpose\": \"vpc\", \"subnet_id\": 1}"), "Invalid Subnet ID 1");
    assert_null(ask(x, "GET", "networking/vlans", NULL));
    assert_int_equal(doc_get_int(answer, "results", 9), 0); // gone with its last interface
}

static void
addresses_of_a_subnet(void **state)
{
    static const char *const refused[] = { "10.0.1.0", "10.0.1.1", "10.0.1.6", "10.0.1.7",
        "10.0.0.4", "10.0.1.8", "x" };
    struct small_lab *x = *state;
    int64_t b = subnet_of(x, vpc_add(x, "one"), "b");

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_non_null(config_add(
            x, arena_printf(x->arena,
                   "{\"purpose\": \"vpc\", \"subnet_id\": %lld, \"ipv4\": {\"vpc\": \"%s\"}}",
                   (long long)b, refused[i])));
    for (int64_t id = 20; id < 24; id++) {
        linode_add(x, id, "legacy_config");
        assert_null(ask(x, "POST",
            arena_printf(x->arena, "linode/instances/%lld/configs/%lld/interfaces", (long long)id,
                (long long)id + 2),
            arena_printf(x->arena, "{\"purpose\": \"vpc\", \"subnet_id\": %lld}", (long long)b)));
    }
    assert_string_equal(answered("ipv4.vpc"), "10.0.1.5");
    assert_string_equal(
        config_add(
            x, arena_printf(x->arena, "{\"purpose\": \"vpc\", \"subnet_id\": %lld}", (long long)b)),
        "The subnet has no more addresses");
}

static void
interfaces_in_their_order(void **state)
{
    struct small_lab *x = *state;
    int64_t first, second;

    assert_null(config_add(x, "{\"purpose\": \"vlan\", \"label\": \"back\"}"));
    first = doc_get_int(answer, "id", 0);
    assert_null(config_add(x, "{\"purpose\": \"public\"}"));
    second = doc_get_int(answer, "id", 0);
    assert_string_equal(port_text(x, 0), "vlan back||||");
    assert_non_null(ask(x, "POST", "linode/instances/7/configs/9/interfaces/order",
        arena_printf(x->arena, "{\"ids\": [%lld]}", (long long)second)));
    assert_null(ask(x, "POST", "linode/instances/7/configs/9/interfaces/order",
        arena_printf(x->arena, "{\"ids\": [%lld, %lld]}", (long long)second, (long long)first)));
    assert_string_equal(port_text(x, 1), "vlan back||||");
    assert_null(ask(x, "DELETE",
        arena_printf(x->arena, "linode/instances/7/configs/9/interfaces/%lld", (long long)first),
        NULL));
    assert_string_equal(port_text(x, 1), "none");
}

static void
interfaces_of_a_linode(void **state)
{
    struct small_lab *x = *state;
    int64_t vpc = vpc_add(x, "one"), a = subnet_of(x, vpc, "a"), id;

    assert_string_equal(ask(x, "GET", "linode/instances/7/interfaces", NULL),
        "The interfaces of this Linode are those of its configurations");
    assert_null(config_add(
        x, arena_printf(x->arena,
               "{\"purpose\": \"vpc\", \"subnet_id\": %lld, \"primary\": true, \"ipv4\": "
               "{\"nat_1_1\": \"any\"}}",
               (long long)a)));
    assert_null(ask(x, "POST", "linode/instances/7/upgrade-interfaces", "{}"));
    assert_string_equal(answered("dry_run"), "true");
    assert_int_equal(doc_count(doc_get(answer, "interfaces")), 1);
    assert_non_null(ask(x, "GET", "linode/instances/7/interfaces", NULL));
    assert_null(ask(x, "POST", "linode/instances/7/upgrade-interfaces", "{\"dry_run\": false}"));
    assert_null(ask(x, "GET", "linode/instances/7/interfaces", NULL));
    assert_int_equal(doc_count(doc_get(answer, "interfaces")), 1);
    assert_string_equal(port_text(x, 0),
        arena_printf(x->arena, "vpc %lld|10.0.0.2/24||198.18.0.2/22|4", (long long)vpc));
    assert_non_null(config_add(x, "{\"purpose\": \"public\"}"));
    assert_null(ask(x, "POST", "linode/instances/7/interfaces",
        "{\"public\": {}, \"firewall_id\": null, \"default_route\": {\"ipv4\": true}}"));
    id = doc_get_int(answer, "id", 0);
    assert_string_equal(answered("default_route.ipv4"), "true");
    assert_string_equal(answered("default_route.ipv6"), "true");
    assert_string_equal(
        port_text(x, 1), "public|198.18.0.3/22 2001:db8:0:1:f03c:c6ff:fe12:2/64|||46");
    assert_string_equal(port_text(x, 0),
        arena_printf(x->arena, "vpc %lld|10.0.0.2/24||198.18.0.2/22|", (long long)vpc));
    assert_null(ask(x, "GET", "linode/instances/7/interfaces/settings", NULL));
    assert_int_equal(doc_integer(doc_path(answer, "default_route.ipv4_interface_id"), 0), id);
    assert_null(ask(x, "PUT", "linode/instances/7/interfaces/settings",
        "{\"default_route\": {\"ipv4_interface_id\": 1500001}}"));
    assert_non_null(ask(x, "PUT", "linode/instances/7/interfaces/settings",
        "{\"default_route\": {\"ipv6_interface_id\": 1500001}}"));
    assert_string_equal(port_text(x, 0),
        arena_printf(x->arena, "vpc %lld|10.0.0.2/24||198.18.0.2/22|4", (long long)vpc));
    assert_null(ask(x, "DELETE",
        arena_printf(x->arena, "linode/instances/7/interfaces/%lld", (long long)id), NULL));
    assert_string_equal(port_text(x, 1), "none");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(vpcs_and_subnets, setup, small_lab_free),
        cmocka_unit_test_setup_teardown(interfaces_of_a_configuration, setup, small_lab_free),
        cmocka_unit_test_setup_teardown(addresses_of_a_subnet, setup, small_lab_free),
        cmocka_unit_test_setup_teardown(interfaces_in_their_order, setup, small_lab_free),
        cmocka_unit_test_setup_teardown(interfaces_of_a_linode, setup, small_lab_free),
    };

    return RUN(tests);
}
