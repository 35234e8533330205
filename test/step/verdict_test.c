// SPDX-License-Identifier: MIT
// Which rule lets a packet pass: tables of packets against one rule set and one Cloud Firewall.
#include "../testing.h"
#include "base/str.h"
#include "step/firewall/verdict.h"

static struct port_range late[] = { { 7000, 7000 } }, later[] = { { 7001, 7001 } };
static struct port_range http[] = { { 80, 80 } }, https[] = { { 443, 443 } },
                         high[] = { { 8000, 8100 } }, low[] = { { 1000, 1000 } };
static struct plan_peer webs[] = { { PEER_SELECTOR, "web", { 0 } } },
                        net[] = { { PEER_CIDR, "198.51.100.0/24", { 0 } },
                            { PEER_CIDR, "2001:db8:5::/48", { 0 } } },
                        nobody[] = { { PEER_SELECTOR, "none", { 0 } } };
static const struct plan_rule rules[] = {
    { .protocol = "tcp", .ports = http, .n_ports = 1, .text = "http" },
    { .protocol = "tcp", .ports = high, .n_ports = 1, .peers = webs, .n_peers = 1, .text = "webs" },
    { .protocol = "udp", .peers = net, .n_peers = 2, .text = "net" },
    { .protocol = "ping", .peers = webs, .n_peers = 1, .text = "ping" },
    { .protocol = "tcp", .ports = low, .n_ports = 1, .interface = "private", .text = "private" },
    { .protocol = "udp", .ports = low, .n_ports = 1, .interface = "vlan", .text = "vlan" },
    { .protocol = "tcp",
        .ports = high,
        .n_ports = 1,
        .source_ports = low,
        .n_source_ports = 1,
        .interface = "vpc",
        .text = "vpc" },
    { .protocol = "tcp",
        .ports = https,
        .n_ports = 1,
        .peers = nobody,
        .n_peers = 1,
        .text = "nobody" },
    { .protocol = "tcp", .ports = late, .n_ports = 1, .bound = true, .text = "event" },
    { .protocol = "tcp",
        .ports = later,
        .n_ports = 1,
        .bound = true,
        .until_ms = 1,
        .text = "now" },
    { .direction = RULE_OUT, .protocol = "any", .peers = net, .n_peers = 2, .text = "out" },
    { .direction = RULE_OUT,
        .protocol = "tcp",
        .ports = http,
        .n_ports = 1,
        .interface = "public",
        .text = "outside" },
};
static const char *const web_now[] = { "198.18.0.5", "192.168.130.5", NULL }, *const web_vlan[] = {
    "10.9.0.5/24", NULL
};
static const struct ruleset_members members[] = { { "web", web_now, web_vlan } };
static const char *const access_list[] = { "203.0.113.0/24", NULL },
                         *const resolvers[] = { "192.0.2.53", NULL },
                         *const vpc_nets[] = { "10.0.1.0/24", NULL };
static const struct ruleset set = { .rules = rules,
    .n_rules = sizeof rules / sizeof *rules,
    .members = members,
    .n_members = 1,
    .access = access_list,
    .resolvers = resolvers,
    .vpc = vpc_nets,
    .vlan = "10.9.0.0/24" };

static const struct ask {
    const char *what; // "in tcp 80": direction, protocol, port
    const char *own, *other;
    enum verdict_why why;
    const char *rule; // NULL: none
} asks[] = {
    { "in tcp 80", "198.18.0.1", "0.0.0.0/0", VERDICT_PASSES, "http" },
    { "in tcp 80", "2001:db8::1", "::/0", VERDICT_PASSES, "http" },
    { "in tcp 7000", "198.18.0.1", "0.0.0.0/0", VERDICT_EVENT, "event" },
    { "in tcp 7001", "198.18.0.1", "0.0.0.0/0", VERDICT_PASSES, "now" },
    { "in tcp 81", "198.18.0.1", "0.0.0.0/0", VERDICT_NO_RULE, NULL },
    { "in tcp 443", "198.18.0.1", "198.18.0.5", VERDICT_OTHERS, "nobody" },
    { "in tcp 22", "198.18.0.1", "0.0.0.0/0", VERDICT_OTHERS, "access by SSH" },
    { "in tcp 22", "198.18.0.1", "203.0.113.7", VERDICT_PASSES, "access by SSH" },
    { "in tcp 22", "198.18.0.1", "203.0.113.0/23", VERDICT_OTHERS, "access by SSH" },
    { "in tcp 8050", "198.18.0.1", "198.18.0.5", VERDICT_PASSES, "webs" },
    { "in tcp 8050", "198.18.0.1", "198.18.0.6", VERDICT_NETWORK, "vpc" },
    { "in tcp 8050", "10.9.0.1", "10.9.0.5", VERDICT_PASSES, "webs" },
    { "in tcp 8050", "198.18.0.1", "198.18.0.4/31", VERDICT_NETWORK, "vpc" },
    { "in tcp 8050", "10.0.1.2", "10.0.1.3", VERDICT_SOURCE_PORT, "vpc" },
    { "in udp 9", "198.18.0.1", "198.51.100.200", VERDICT_PASSES, "net" },
    { "in udp 9", "2001:db8::1", "2001:db8:5::9", VERDICT_PASSES, "net" },
    { "in udp 9", "198.18.0.1", "198.51.101.1", VERDICT_OTHERS, "net" },
    { "in udp 68", "198.18.0.1", "198.18.0.9", VERDICT_SOURCE_PORT, "DHCP" },
    { "in ping 0", "198.18.0.1", "198.18.0.5", VERDICT_PASSES, "ping" },
    { "in ping 0", "198.18.0.1", "198.18.0.6", VERDICT_OTHERS, "ping" },
    { "in tcp 1000", "192.168.130.1", "192.168.130.9", VERDICT_PASSES, "private" },
    { "in tcp 1000", "10.0.1.1", "10.0.1.9", VERDICT_PASSES, "private" },
    { "in tcp 1000", "198.18.0.1", "198.18.0.9", VERDICT_NETWORK, "private" },
    { "in tcp 1000", "2001:db8::1", "2001:db8::9", VERDICT_NETWORK, "private" },
    { "in udp 1000", "10.9.0.1", "10.9.0.9", VERDICT_PASSES, "vlan" },
    { "out tcp 80", "198.18.0.1", "0.0.0.0/0", VERDICT_PASSES, "outside" },
    { "out tcp 80", "192.168.130.1", "192.168.130.9", VERDICT_NETWORK, "outside" },
    { "out tcp 443", "198.18.0.1", "198.51.100.0/24", VERDICT_PASSES, "out" },
    { "out tcp 443", "198.18.0.1", "0.0.0.0/0", VERDICT_OTHERS, "out" },
    { "out ping 0", "198.18.0.1", "198.51.100.1", VERDICT_PASSES, "out" },
    { "out udp 123", "198.18.0.1", "0.0.0.0/0", VERDICT_PASSES, "time" },
    { "out udp 53", "198.18.0.1", "192.0.2.53", VERDICT_PASSES, "resolvers" },
    { "out udp 53", "198.18.0.1", "192.0.2.54", VERDICT_OTHERS, "resolvers" },
    { "out tcp 80", "198.18.0.1", "169.254.169.254", VERDICT_METADATA, NULL },
};

static struct packet
packet_of(struct arena *a, const char *what, const char *own, const char *other)
{
    struct packet p = { 0 };
    char **words;

    assert_int_equal(str_split(a, what, " ", &words), 3);
    p.out = str_eq(words[0], "out");
    p.protocol = words[1];
    p.port = (unsigned)strtoul(words[2], NULL, 10);
    assert_true(cidr_parse(own, true, &p.own) && cidr_parse(other, true, &p.other));
    return p;
}

static void
a_node_lets_pass_what_its_rules_say(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        const struct ask *ask = &asks[i];
        const struct packet p = packet_of(a, ask->what, ask->own, ask->other);
        const struct verdict v = firewall_judge(a, &set, &p);
        if (v.why != ask->why || !str_eq(v.rule ? v.rule->text : NULL, ask->rule))
            fail_msg("%s of %s with %s: %d by %s", ask->what, ask->own, ask->other, v.why,
                v.rule ? v.rule->text : "none");
    }
}

static const struct port_range web_port = { 80, 80 };
static const char *const everybody[] = { "0.0.0.0/0", "::/0", NULL }, *const some[] = {
    "198.51.100.0/24", NULL
};
static struct cloud_rule cloud_items[] = {
    { false, CLOUD_TCP, (struct port_range *)(uintptr_t)&web_port, 1, everybody, "web" },
    { false, CLOUD_ICMP, NULL, 0, everybody, "ICMP" },
    { false, CLOUD_UDP, NULL, 0, some, "some" },
    { true, CLOUD_ANY, NULL, 0, some, "out" },
};
static const struct cloud_rules cloud = { cloud_items, sizeof cloud_items / sizeof *cloud_items };

static void
a_cloud_firewall_likewise(void **state)
{
    static const struct ask outer[] = {
        { "in tcp 80", "198.18.0.1", "0.0.0.0/0", 0, "web" },
        { "in udp 80", "198.18.0.1", "0.0.0.0/0", 0, NULL },
        { "in udp 80", "198.18.0.1", "198.51.100.1", 0, "some" },
        { "in ping 0", "2001:db8::1", "2001:db8::2", 0, "ICMP" },
        { "out ping 0", "198.18.0.1", "198.51.100.1", 0, "out" },
        { "out tcp 1", "198.18.0.1", "198.51.101.1", 0, NULL },
    };
    _own_(arena) struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        const struct packet p = packet_of(a, outer[i].what, outer[i].own, outer[i].other);
        const struct cloud_rule *rule = cloud_judge(&cloud, &p);
        if (!str_eq(rule ? rule->text : NULL, outer[i].rule))
            fail_msg("%s with %s: %s", outer[i].what, outer[i].other, rule ? rule->text : "none");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_node_lets_pass_what_its_rules_say),
        cmocka_unit_test(a_cloud_firewall_likewise) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
