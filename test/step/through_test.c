// SPDX-License-Identifier: MIT
// What goes through a node: how its rules are said to nftables, and which of them lets it pass.
#include <unistd.h>

#include "../testing.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/proc.h"
#include "step/firewall/verdict.h"

static struct port_range https[] = { { 443, 443 } }, postgres[] = { { 5432, 5432 } },
                         high[] = { { 1024, 65535 } };
static struct plan_peer inner[] = { { PEER_CIDR, "10.8.0.0/24" } },
                        inner6[] = { { PEER_CIDR, "fd00:8::/64" } },
                        office_to_db[] = { { PEER_CIDR, "203.0.113.0/24" },
                            { PEER_CIDR, "2001:db8:7::/48" }, { PEER_SELECTOR, "db" } };
static const struct plan_rule rules[] = {
    { .protocol = "tcp", .ports = https, .n_ports = 1, .text = "in" },
    { .direction = RULE_FORWARD,
        .protocol = "tcp",
        .ports = https,
        .n_ports = 1,
        .peers = inner,
        .n_peers = 1,
        .n_from = 1,
        .text = "https" },
    { .direction = RULE_FORWARD,
        .protocol = "any",
        .peers = office_to_db,
        .n_peers = 3,
        .n_from = 2,
        .text = "office" },
    { .direction = RULE_FORWARD, .protocol = "ping", .text = "ping" },
    { .direction = RULE_FORWARD,
        .protocol = "tcp",
        .ports = postgres,
        .n_ports = 1,
        .source_ports = high,
        .n_source_ports = 1,
        .peers = inner,
        .n_peers = 1,
        .n_from = 1,
        .text = "postgres" },
    { .direction = RULE_MASQUERADE,
        .protocol = "any",
        .peers = inner,
        .n_peers = 1,
        .n_from = 1,
        .text = "inner" },
    { .direction = RULE_MASQUERADE,
        .protocol = "any",
        .peers = inner6,
        .n_peers = 1,
        .n_from = 1,
        .text = "inner6" },
};
static const char *const db_now[] = { "198.18.0.5", "2001:db8::5", NULL }, *const db_vlan[] = {
    "10.9.0.5/24", NULL
};
static const struct ruleset_members members[] = { { "db", db_now, db_vlan } };
static const struct ruleset set = {
    .rules = rules, .n_rules = sizeof rules / sizeof *rules, .members = members, .n_members = 1
};

static char *
render(const struct ruleset *r, enum ruleset_part part)
{
    struct buf out = { 0 };
    struct lct_err err = { 0 };

    assert_int_equal(ruleset_render(r, part, &out, &err), 0);
    return buf_take(&out);
}

static void
each_pair_of_sides_has_a_line(void **state)
{
    static const char *const lines[] = {
        "hook forward priority filter; policy drop;\n"
        "        ct state established,related accept\n",
        "    chain forward_opened {\n    }\n",
        "    chain forward_rules {\n        jump forward_opened\n"
        "        ip saddr { 10.8.0.0/24 } tcp dport { 443 } accept comment \"https\"\n"
        "        ip saddr { 203.0.113.0/24 } ip daddr @m_db_",
        "        ip6 saddr { 2001:db8:7::/48 } ip6 daddr @m_db_",
        "        meta nfproto ipv4 icmp type echo-request accept comment \"ping\"\n"
        "        meta nfproto ipv6 icmpv6 type echo-request accept comment \"ping\"\n",
        "    chain postrouting {\n        type nat hook postrouting priority srcnat; policy "
        "accept;\n        ip saddr { 10.8.0.0/24 } masquerade comment \"inner\"\n"
        "        ip6 saddr { fd00:8::/64 } masquerade comment \"inner6\"\n    }\n",
    };
    _own_(free) char *text = render(&set, RULESET_FULL);
    const char *rest = text;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        rest = strstr(rest, lines[i]);
        if (!rest)
            fail_msg("missing, or too early: %s\nin %s", lines[i], text);
    }
}

// Of what goes through it nothing is said, whatever others say.
static void
a_node_without_such_rules_has_no_chains_of_it(void **state)
{
    const struct ruleset r = { .rules = rules, .n_rules = 1 };
    _own_(free) char *text = render(&r, RULESET_FULL), *sets = render(&r, RULESET_SETS);

    assert_null(strstr(text, "forward"));
    assert_null(strstr(text, "masquerade"));
    assert_null(strstr(sets, "forward"));
}

// It names its peers itself, into a chain that is there.
static void
what_holds_for_a_time_ends_by_itself(void **state)
{
    struct plan_rule one = rules[2];
    const struct ruleset r = { .rules = &one, .n_rules = 1, .members = members, .n_members = 1 };

    one.until_ms = 1796000000000;
    _own_(free) char *sets = render(&r, RULESET_SETS);
    assert_non_null(strstr(sets,
        "flush chain inet lct forward_opened\nadd rule inet lct forward_opened ip saddr { "
        "203.0.113.0/24 } ip daddr { 198.18.0.5, 10.9.0.5 } meta time < 1796000000 accept"));
}

static void
nft_takes_it(void **state)
{
    static char sh[] = "sh", c[] = "-c";
    char path[] = "/tmp/lct-through-XXXXXX";
    _own_(free) char *text = render(&set, RULESET_FULL);
    struct lct_err err = { 0 };
    struct buf out = { 0 };
    int status = -1, fd;

    if (access("/usr/sbin/nft", X_OK))
        skip();
    fd = mkstemp(path);
    assert_true(fd >= 0 && close(fd) == 0);
    assert_int_equal(file_write(path, text, strlen(text), 0600, &err), 0);
    _own_(free) char *command =
        mem_printf("exec 2>&1; exec unshare -%sn /usr/sbin/nft -f %s", getuid() ? "r" : "", path);
    char *argv[] = { sh, c, command, NULL };
    const struct proc_spec spec = { .argv = argv, .deadline_ms = 30000 };
    assert_int_equal(proc_run_sync(&spec, &out, &status, &err), 0);
    unlink(path);
    if (status && !strstr(buf_str(&out), "unshare: "))
        fail_msg("%s", buf_str(&out));
    buf_done(&out);
}

static void
a_rule_lets_through_what_it_says(void **state)
{
    static const struct {
        const char *protocol;
        unsigned port;
        const char *from, *to;
        enum verdict_why why;
        const char *rule;
        bool masqueraded;
    } asks[] = {
        { "tcp", 443, "10.8.0.7", "192.0.2.1", VERDICT_PASSES, "https", true },
        { "tcp", 443, "10.8.1.7", "192.0.2.1", VERDICT_OTHERS, "https", false },
        { "tcp", 80, "10.8.0.7", "192.0.2.1", VERDICT_OTHERS, "office", true },
        { "tcp", 80, "203.0.113.9", "10.9.0.5", VERDICT_PASSES, "office", false },
        { "udp", 80, "2001:db8:7::9", "2001:db8::5", VERDICT_PASSES, "office", false },
        { "udp", 80, "2001:db8:7::9", "2001:db8::6", VERDICT_OTHERS, "office", false },
        { "tcp", 5432, "10.8.0.7", "192.0.2.1", VERDICT_SOURCE_PORT, "postgres", true },
        { "ping", 0, "fd00:8::9", "2001:db8::1", VERDICT_PASSES, "ping", true },
    };

    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        struct transit t = { .protocol = asks[i].protocol, .port = asks[i].port };
        assert_true(cidr_parse(asks[i].from, true, &t.from) && cidr_parse(asks[i].to, true, &t.to));
        const struct verdict v = firewall_judge_through(&set, &t);
        if (v.why != asks[i].why || !v.rule || !str_eq(v.rule->text, asks[i].rule) ||
            firewall_masquerades(&set, &t) != asks[i].masqueraded)
            fail_msg("%s %u from %s to %s: %d by %s", t.protocol, t.port, asks[i].from, asks[i].to,
                v.why, v.rule ? v.rule->text : "none");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pair_of_sides_has_a_line),
        cmocka_unit_test(a_node_without_such_rules_has_no_chains_of_it),
        cmocka_unit_test(what_holds_for_a_time_ends_by_itself),
        cmocka_unit_test(nft_takes_it),
        cmocka_unit_test(a_rule_lets_through_what_it_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
