// SPDX-License-Identifier: MIT
// Rule sets as text, and read by nft where it is installed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/proc.h"
#include "step/aspect/rules/ruleset.h"

static struct port_range kafka_ports[] = { { 9092, 9092 } },
                         many_ports[] = { { 8000, 8100 }, { 80, 80 }, { 8050, 8200 }, { 81, 81 } },
                         high_ports[] = { { 1024, 65535 } }, dns[] = { { 53, 53 } };
static struct plan_peer kafka_peers[] = { { PEER_SELECTOR, "kafka", { 0 } },
    { PEER_SELECTOR, "spark;drop", { 0 } }, { PEER_CIDR, "10.1.2.3/8", { 0 } },
    { PEER_CIDR, "10.9.0.0/16", { 0 } }, { PEER_CIDR, "2001:db8:1::/48", { 0 } } };
static struct plan_peer anybody[] = { { PEER_ANY, "any", { 0 } } },
                        only_kafka[] = { { PEER_SELECTOR, "kafka", { 0 } } };

static const struct plan_rule rules[] = {
    { .protocol = "tcp",
        .ports = kafka_ports,
        .n_ports = 1,
        .peers = kafka_peers,
        .n_peers = 5,
        .text = "allow in tcp 9092 from kafka, \"spark\" } \n drop" },
    { .protocol = "udp", .ports = many_ports, .n_ports = 4, .text = "allow in udp many" },
    { .protocol = "tcp",
        .ports = kafka_ports,
        .n_ports = 1,
        .source_ports = high_ports,
        .n_source_ports = 1,
        .peers = only_kafka,
        .n_peers = 1,
        .interface = "private",
        .text = "allow in tcp 9092 sport 1024-65535 from kafka on private" },
    { .protocol = "tcp",
        .peers = anybody,
        .n_peers = 1,
        .interface = "public",
        .text = "allow in tcp from any on public" },
    { .protocol = "icmp", .text = "allow in icmp from any" },
    { .protocol = "ping", .text = "allow in ping" },
    { .protocol = "ping", .interface = "private", .text = "allow in ping on private" },
    { .protocol = "ping", .peers = kafka_peers, .n_peers = 5, .text = "allow in ping from these" },
    { .direction = RULE_OUT,
        .protocol = "any",
        .ports = dns,
        .n_ports = 1,
        .peers = anybody,
        .n_peers = 1,
        .text = "allow out dns to any" },
    { .direction = RULE_OUT,
        .protocol = "any",
        .peers = only_kafka,
        .n_peers = 1,
        .text = "allow out any to kafka" },
    { .direction = RULE_OUT,
        .protocol = "ping",
        .peers = only_kafka,
        .n_peers = 1,
        .text = "out ping" },
};

static const char *const kafka_now[] = { "198.18.0.5/16", "192.168.130.7", "2001:db8::5/128",
    "198.18.0.5", NULL };
static const struct ruleset_members members[] = { { "kafka", kafka_now } };
static const char *const access_list[] = { "203.0.113.0/24", "203.0.113.7", "2001:db8:2::/64",
    NULL };
static const char *const resolvers[] = { "192.0.2.53", "2001:db8::53", NULL };

static const struct ruleset full = { .rules = rules,
    .n_rules = sizeof rules / sizeof rules[0],
    .members = members,
    .n_members = 1,
    .access = access_list,
    .resolvers = resolvers };
static const struct ruleset closed = { 0 };

// In a VPC and a VLAN.
static const struct plan_rule inner_rules[] = {
    { .protocol = "tcp", .interface = "vpc", .text = "on vpc" },
    { .protocol = "tcp", .peers = only_kafka, .n_peers = 1, .interface = "private", .text = "in" },
    { .protocol = "udp", .interface = "vlan", .text = "on vlan" },
    { .protocol = "udp", .interface = "public", .text = "on public" },
};
static const char *const vpc_nets[] = { "10.0.1.0/24", "10.0.2.0/24", NULL };
static const struct ruleset inner = { .rules = inner_rules,
    .n_rules = sizeof inner_rules / sizeof inner_rules[0],
    .access = access_list,
    .vpc = vpc_nets,
    .vlan = "10.9.0.0/24",
    .hidden = true };
static const struct ruleset gate = { .access = access_list, .vpc = vpc_nets, .carries = true };

static char *
render(const struct ruleset *r, enum ruleset_part part)
{
    struct buf out = { 0 };
    struct lct_err err = { 0 };
    assert_int_equal(ruleset_render(r, part, &out, &err), 0);
    return buf_take(&out);
}

// Every line wanted, in this order.
static void
expect_lines(const char *text, const char *const *lines)
{
    for (; *lines; lines++) {
        const char *at = strstr(text, *lines);
        if (!at)
            fail_msg("missing, or too early: %s", *lines);
        text = at + strlen(*lines);
    }
}

static void
test_full(void **state)
{
    static const char *const lines[] = {
        "table inet lct\ndelete table inet lct\n\ntable inet lct {\n",
        "set m_kafka_cbbf241e_4",
        "elements = { 198.18.0.5, 192.168.130.7, 198.18.0.5 }",
        "set m_kafka_cbbf241e_6",
        "elements = { 2001:db8::5 }",
        "set m_spark_drop_",
        "hook input priority filter; policy drop;",
        "        icmp type echo-request goto in_rules\n"
        "        icmpv6 type echo-request goto in_rules\n"
        "        ct state established,related accept\n",
        "        ip saddr { 203.0.113.0/24 } tcp dport 22 accept\n"
        "        ip6 saddr { 2001:db8:2::/64 } tcp dport 22 accept\n",
        "chain in_rules {\n",
        "        ip saddr @m_kafka_cbbf241e_4 tcp dport { 9092 } accept comment "
        "\"allow in tcp 9092 from kafka, .spark. } . drop\"\n",
        "        ip saddr { 10.0.0.0/8 } tcp dport { 9092 } accept",
        "        ip6 saddr @m_kafka_cbbf241e_6 tcp dport { 9092 } accept",
        "        ip6 saddr { 2001:db8:1::/48 } tcp dport { 9092 } accept",
        "        udp dport { 80-81, 8000-8200 } accept",
        "        ip saddr @m_kafka_cbbf241e_4 ip daddr 192.168.128.0/17 tcp dport { 9092 } "
        "tcp sport { 1024-65535 } accept",
        "        ip daddr != 192.168.128.0/17 meta l4proto 6 accept",
        "        meta nfproto ipv6 meta l4proto 6 accept",
        "        meta l4proto { 1, 58 } accept",
        "        icmp type echo-request accept comment \"allow in ping\"\n"
        "        meta nfproto ipv6 icmpv6 type echo-request accept comment \"allow in ping\"\n"
        "        ip daddr 192.168.128.0/17 icmp type echo-request accept comment "
        "\"allow in ping on private\"\n"
        "        ip saddr @m_kafka_cbbf241e_4 icmp type echo-request accept",
        "        ip saddr { 10.0.0.0/8 } icmp type echo-request accept",
        "        ip6 saddr @m_kafka_cbbf241e_6 icmpv6 type echo-request accept",
        "hook output priority filter; policy drop;",
        "ip daddr 169.254.169.254 meta skuid 0 accept\n        ip daddr 169.254.169.254 drop",
        "        ip daddr { 192.0.2.53 } meta l4proto { 6, 17 } th dport 53 accept\n"
        "        ip6 daddr { 2001:db8::53 } meta l4proto { 6, 17 } th dport 53 accept\n",
        "chain out_rules {\n        jump out_opened\n        meta l4proto { 6, 17 } th dport { 53 "
        "} accept",
        "        ip daddr @m_kafka_cbbf241e_4 accept",
        "        ip6 daddr @m_kafka_cbbf241e_6 accept",
        "        ip daddr @m_kafka_cbbf241e_4 icmp type echo-request accept",
        "        ip6 daddr @m_kafka_cbbf241e_6 icmpv6 type echo-request accept",
        NULL,
    };
    _own_(free) char *text = render(&full, RULESET_FULL);
    expect_lines(text, lines);
    assert_null(strstr(text, "flush"));
}

static void
test_networks(void **state)
{
    static const char *const lines[] = {
        "        ip saddr { 10.0.1.0/24, 10.0.2.0/24 } tcp dport 22 accept\n",
        "        ip daddr { 10.0.1.0/24, 10.0.2.0/24 } meta l4proto 6 accept comment \"on vpc\"\n",
        "        ip saddr @m_kafka_cbbf241e_4 ip daddr { 192.168.128.0/17, 10.0.1.0/24, "
        "10.0.2.0/24 } meta l4proto "
        "6 ",
        "        ip daddr 10.9.0.0/24 meta l4proto 17 accept comment \"on vlan\"\n",
        "        ip daddr != 192.168.128.0/17 ip daddr != { 10.0.1.0/24, 10.0.2.0/24 } "
        "ip daddr != 10.9.0.0/24 meta l4proto 17 accept comment \"on public\"\n",
        "        meta nfproto ipv6 meta l4proto 17 accept comment \"on public\"\n", NULL
    };
    _own_(free) char *text = render(&inner, RULESET_FULL), *out = render(&gate, RULESET_FULL);

    expect_lines(text, lines);
    assert_null(strstr(text, "@m_kafka_cbbf241e_6 meta"));
    assert_non_null(
        strstr(out, "        ip daddr { 10.0.1.0/24, 10.0.2.0/24 } tcp dport 22 accept\n"));
    assert_null(strstr(out, "ip saddr { 10.0.1.0/24"));
}

static void
test_closed(void **state)
{
    static const char *const lines[] = { "set ssh_4 {", "set ssh_6 {",
        "tcp dport 22 ct state new add @ssh_4 { ip saddr limit rate over", "tcp dport 22 accept",
        "chain in_opened {\n    }", "chain in_rules {\n        jump in_opened\n    }",
        "chain out_opened {\n    }", "chain out_rules {\n        jump out_opened\n    }", NULL };
    _own_(free) char *text = render(&closed, RULESET_FULL);
    expect_lines(text, lines);
    assert_null(strstr(text, "echo-request accept")); // nobody asked for it
}

static void
test_sets_and_shape(void **state)
{
    static const char *const fewer[] = { "192.168.130.7", NULL };
    const struct ruleset_members left[] = { { "kafka", fewer } };
    struct ruleset after = full;
    after.members = left;
    _own_(free) char *sets = render(&after, RULESET_SETS);
    assert_true(str_starts(sets, "flush set inet lct m_kafka_cbbf241e_4\n"
                                 "add element inet lct m_kafka_cbbf241e_4 { 192.168.130.7 }\n"
                                 "flush set inet lct m_kafka_cbbf241e_6\n"
                                 "flush set inet lct m_spark_drop_"));
    _own_(free) char *before_shape = render(&full, RULESET_SHAPE);
    _own_(free) char *after_shape = render(&after, RULESET_SHAPE);
    assert_string_equal(before_shape, after_shape);
    after.n_rules--;
    _own_(free) char *other_shape = render(&after, RULESET_SHAPE);
    assert_string_not_equal(before_shape, other_shape);
}

// ---- open for a time

static const struct plan_rule for_a_time[] = {
    { .protocol = "tcp",
        .ports = kafka_ports,
        .n_ports = 1,
        .peers = kafka_peers,
        .n_peers = 3,
        .until_ms = 1796000000000,
        .text = "in for a time" },
    { .direction = RULE_OUT,
        .protocol = "tcp",
        .ports = kafka_ports,
        .n_ports = 1,
        .until_ms = 1796000000000,
        .text = "out for a time" },
};
static const char *const kafka_vlan[] = { "10.9.0.7/24", NULL };
static const struct ruleset_members with_vlan[] = { { "kafka", kafka_now, kafka_vlan } };
static const struct ruleset opened = {
    .rules = for_a_time, .n_rules = 2, .members = with_vlan, .n_members = 1
};

// The members are in the rule itself, one by one; the shape has nothing of it.
static void
test_opened(void **state)
{
    static const char *const lines[] = {
        "chain in_opened {\n        ip saddr { 198.18.0.5, 192.168.130.7, 10.0.0.0/8 } tcp dport { "
        "9092 } meta "
        "time < 1796000000 accept comment \"in for a time\"\n        ip6 saddr { 2001:db8::5 } ",
        "chain out_opened {\n        tcp dport { 9092 } meta time < 1796000000 accept", NULL
    };
    _own_(free) char *full_text = render(&opened, RULESET_FULL),
                     *sets = render(&opened, RULESET_SETS);
    _own_(free) char *shape = render(&opened, RULESET_SHAPE),
                     *none = render(&closed, RULESET_SHAPE);

    expect_lines(full_text, lines);
    assert_null(strstr(full_text, "set m_"));
    assert_string_equal(shape, none);
    assert_true(
        str_starts(sets, "flush chain inet lct in_opened\nadd rule inet lct in_opened ip saddr {"));
    assert_non_null(
        strstr(sets, "\nflush chain inet lct out_opened\nadd rule inet lct out_opened tcp "));
}

static void
refused(const struct plan_rule *rule)
{
    const struct ruleset r = { .rules = rule, .n_rules = 1 };
    struct buf out = { 0 };
    struct lct_err err = { 0 };
    assert_int_equal(ruleset_render(&r, RULESET_FULL, &out, &err), LCT_EPLAN);
    assert_true(strlen(err.text) > 0);
    buf_done(&out);
}

static void
test_refuses(void **state)
{
    static struct port_range backwards[] = { { 20, 10 } }, large[] = { { 1, 70000 } };
    static struct plan_peer nonsense[] = { { PEER_CIDR, "10.0.0.0/8 } accept", { 0 } } };
    refused(
        &(struct plan_rule){ .protocol = "tcp", .ports = backwards, .n_ports = 1, .text = "x" });
    refused(&(struct plan_rule){ .protocol = "tcp", .ports = large, .n_ports = 1, .text = "x" });
    refused(&(struct plan_rule){ .protocol = "icmp", .ports = dns, .n_ports = 1, .text = "x" });
    refused(&(struct plan_rule){ .protocol = "ping", .ports = dns, .n_ports = 1, .text = "x" });
    refused(&(struct plan_rule){ .protocol = "gre", .text = "x" });
    refused(&(struct plan_rule){ .protocol = "tcp", .peers = nonsense, .n_peers = 1, .text = "x" });
}

// nft in namespaces of its own, without the names of /etc/protocols and /etc/services as on small
// images; the sets are loaded into the table, then listed.
static int
nft(char *const *argv, struct buf *out)
{
    struct lct_err err = { 0 };
    const struct proc_spec spec = { .argv = argv, .deadline_ms = 30000 };
    int status = -1;
    assert_int_equal(proc_run_sync(&spec, out, &status, &err), 0);
    return status;
}

static void
test_nft_takes_it(void **state)
{
    static char unshare[] = "unshare", flags[] = "-mn", map[] = "-rmn", sh[] = "sh", c[] = "-c";
    char dir[] = "/tmp/lct-nft-XXXXXX";
    struct lct_err err = { 0 };
    struct buf out = { 0 };
    _own_(free) char *table = render(&full, RULESET_FULL), *empty = render(&closed, RULESET_FULL);
    _own_(free) char *sets = render(&full, RULESET_SETS), *in_vpc = render(&inner, RULESET_FULL);
    _own_(free) char *doors = render(&opened, RULESET_FULL), *again = render(&opened, RULESET_SETS);
    if (access("/usr/sbin/nft", X_OK)) {
        print_message("# nft is not installed: not asked\n");
        return;
    }
    assert_non_null(mkdtemp(dir));
    const char *const names[] = { "full", "closed", "sets", "inner", "opened", "again" },
                      *const texts[] = { table, empty, sets, in_vpc, doors, again };
    for (int i = 0; i < 6; i++) {
        _own_(free) char *path = file_join(dir, names[i]);
        assert_int_equal(file_write(path, texts[i], strlen(texts[i]), 0600, &err), 0);
    }
    _own_(free) char *command =
        mem_printf("exec 2>&1; PATH=$PATH:/usr/sbin; cd %s; for names in protocols services; do "
                   "[ ! -e /etc/$names ] || mount --bind /dev/null /etc/$names || exit; done; "
                   "nft add table ip other; nft -f closed && nft -f again && nft -f opened && nft "
                   "-f again && nft -f inner && nft -f full && "
                   "nft -c -f closed && nft -f sets && nft -f full && nft list ruleset",
            dir);
    char *argv[] = { unshare, getuid() ? map : flags, sh, c, command, NULL };
    int status = nft(argv, &out);
    assert_int_equal(file_remove_tree(dir, &err), 0);
    if (status && strstr(buf_str(&out), "unshare: ")) {
        print_message("# no namespaces here: nft not asked\n");
        buf_done(&out);
        return;
    }
    if (status)
        fail_msg("%s", buf_str(&out));
    assert_non_null(strstr(buf_str(&out), "table ip other")); // not ours, not touched
    assert_non_null(strstr(buf_str(&out), "192.168.130.7"));
    assert_null(strstr(buf_str(&out), "ssh_4")); // of the closed one: replaced, not added to
    buf_done(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_networks),
        cmocka_unit_test(test_closed),
        cmocka_unit_test(test_sets_and_shape),
        cmocka_unit_test(test_opened),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_nft_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
