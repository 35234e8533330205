// SPDX-License-Identifier: MIT
// Labels, tags, host and domain names, accounts and shells: what is taken, and what is said of
// others.
#include <string.h>

#include "../testing.h"
#include "base/str.h"
#include "model/hostname.h"
#include "model/label.h"
#include "model/user.h"

typedef const char *fault_fn(const char *text, char why[static FAULT_WHY]);

#define A20 "aaaaaaaaaaaaaaaaaaaa"

static void
assert_taken(fault_fn *fault, const char *const *texts)
{
    char why[FAULT_WHY];

    for (; *texts; texts++)
        if (fault(*texts, why))
            fail_msg("'%s': %s", *texts, why);
}

static void
assert_refused(fault_fn *fault, const char *text, const char *because)
{
    char why[FAULT_WHY];

    if (!fault(text, why))
        fail_msg("taken: %s", text);
    if (!str_ihas(why, because))
        fail_msg("'%s' should say: %s\n but says: %s", text, because, why);
}

static void
labels_of_linodes(void **state)
{
    static const char *const taken[] = { "web", "web-01", "w.e_b-1", "A-b_c.d", "a-_.b",
        A20 A20 A20 "aaaa", NULL };

    assert_taken(linode_label_fault, taken);
    assert_refused(linode_label_fault, "", "0 characters");
    assert_refused(linode_label_fault, "ab", "2 characters");
    assert_refused(linode_label_fault, A20 A20 A20 "aaaaa", "65 characters");
    assert_refused(linode_label_fault, "web--1", "'-' comes twice");
    assert_refused(linode_label_fault, "web..1", "'.' comes twice");
    assert_refused(linode_label_fault, "web__1", "'_' comes twice");
    assert_refused(linode_label_fault, "-web-1", "begins with '-'");
    assert_refused(linode_label_fault, "001", "begins with '0'");
    assert_refused(linode_label_fault, "web-1-", "ends with '-'");
    assert_refused(linode_label_fault, "web 1", "' ' is in it");
    assert_refused(linode_label_fault, "w\xc3\xa4rm", "'\xc3\xa4' is in it");
}

static void
labels_of_other_things(void **state)
{
    static const char *const balancers[] = { "web", "W_e-b--1", "a--", NULL };
    static const char *const vlans[] = { "1", "a-b-c", "10-net", NULL };
    static const char *const groups[] = { "a", "a__b..c--d", NULL };

    assert_taken(balancer_label_fault, balancers);
    assert_refused(balancer_label_fault, "a.b", "'.' is in it");
    assert_refused(balancer_label_fault, "ab", "2 characters");
    assert_refused(balancer_label_fault, A20 "aaaaaaaaaaaaa", "33 characters");
    assert_taken(vlan_label_fault, vlans);
    assert_refused(vlan_label_fault, "a--b", "'-' comes twice");
    assert_refused(vlan_label_fault, "a_b", "'_' is in it");
    assert_refused(vlan_label_fault, "-a", "begins with '-'");
    assert_taken(vpc_label_fault, vlans);
    assert_refused(vpc_label_fault, "a.b", "'.' is in it");
    assert_taken(placement_label_fault, groups);
    assert_refused(placement_label_fault, "a-", "ends with '-'");
}

// Characters, not bytes.
static void
tags(void **state)
{
    static const char *const taken[] = { "web", "b\xc3\xbcro",
        "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", "two words",
        A20 A20 "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
        NULL };

    assert_taken(tag_fault, taken);
    assert_refused(tag_fault, "\xe2\x82\xac", "1 character:");
    assert_refused(tag_fault, A20 A20 A20, "60 characters");
    assert_refused(tag_fault, "lct:mine", "lct:");
    assert_refused(tag_fault, "LCT:mine", "lct:");
    assert_refused(tag_fault, "a\tb", "control");
    assert_refused(tag_fault, " ab", "blank");
}

static void
host_names(void **state)
{
    static const char *const taken[] = { "a", "1a", "WEB-01", "a.b.c", "web-001.1",
        A20 A20 A20 "aaa", NULL };

    assert_taken(hostname_fault, taken);
    assert_refused(hostname_fault, "", "empty");
    assert_refused(hostname_fault, A20 A20 A20 "aaaa", "64 characters: 1 to 63");
    assert_refused(hostname_fault, A20 A20 "." A20 "aaaa", "65 characters: 1 to 64");
    assert_refused(hostname_fault, "a_b", "'_' is in it");
    assert_refused(hostname_fault, "-a", "begins or ends with -");
    assert_refused(hostname_fault, "a-.b", "begins or ends with -");
    assert_refused(hostname_fault, "a..b", "dots");
    assert_refused(hostname_fault, ".a", "dots");
    assert_refused(hostname_fault, "a.", "dots");
    assert_refused(hostname_fault, "007", "address");
    assert_refused(hostname_fault, "10.1", "address");
    assert_refused(hostname_fault, "localhost", "every node");
    assert_refused(hostname_fault, "Localhost.localdomain", "every node");
}

static void
domain_names(void **state)
{
    static const char *const taken[] = { "a.b", "web-1.example.net",
        A20 A20 A20 "." A20 A20 A20 "." A20 A20 A20 ".net", NULL };

    assert_taken(domain_fault, taken);
    assert_refused(domain_fault, "web1", "no domain");
    assert_refused(domain_fault, "web_1.example.net", "'_' is in it");
    assert_refused(domain_fault,
        A20 A20 A20 "." A20 A20 A20 "." A20 A20 A20 "." A20 A20 A20 "." A20,
        "264 characters: 1 to 253");
    assert_null(zone_fault("internal", (char[FAULT_WHY]){ 0 }));
}

static void
accounts(void **state)
{
    static const char *const taken[] = { "a", "_apt", "www-data", "a1-_", A20 "aaaaaaaaaaaa",
        NULL };
    static const char *const shells[] = { "/bin/sh", "/usr/bin/g++sh", NULL };

    assert_taken(account_fault, taken);
    assert_refused(account_fault, "", "0 characters");
    assert_refused(account_fault, A20 "aaaaaaaaaaaaa", "33 characters");
    assert_refused(account_fault, "Bob", "a-z");
    assert_refused(account_fault, "b:b", "a-z");
    assert_refused(account_fault, "1bob", "first");
    assert_refused(account_fault, "-bob", "first");
    assert_taken(shell_fault, shells);
    assert_refused(shell_fault, "bash", "whole path");
    assert_refused(shell_fault, "/bin/sh -l", "letters");
    assert_refused(shell_fault, "/bin/", "program");
    assert_refused(shell_fault, "/", "program");
    assert_refused(shell_fault, "/bin/../sh", "program");
    assert_true(user_is_of_system("www-data"));
    assert_false(user_is_of_system("ann"));
    assert_true(unix_group_is_of_system("sudo"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_of_linodes),
        cmocka_unit_test(labels_of_other_things),
        cmocka_unit_test(tags),
        cmocka_unit_test(host_names),
        cmocka_unit_test(domain_names),
        cmocka_unit_test(accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
