// SPDX-License-Identifier: MIT
// What nodes tell of their firewall: read, judged, never believed further than its form.
#include "../testing.h"
#include "base/str.h"
#include "step/aspect/rules/firewall.h"

#define RULES "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NOTED "shape." RULES

// What is amiss by this answer; "?" where it is none.
static const char *
amiss(struct arena *a, const char *answer)
{
    struct firewall_look look;
    struct lct_err err = { 0 };

    if (firewall_look_read(a, answer, &look, &err) < 0)
        return "?";
    const char *found = firewall_amiss(&look, NOTED);
    return found ? found : "";
}

static void
test_judges(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(amiss(a, "firewall held " RULES " boot 192.0.2.1\n"), "");
    assert_string_equal(amiss(a, "welcome\nfirewall held " RULES " boot \n"), "");
    assert_non_null(strstr(amiss(a, "firewall gone " RULES " boot 192.0.2.1\n"), "gone"));
    assert_non_null(strstr(amiss(a, "firewall changed " RULES " boot\n"), "not what was brought"));
    assert_non_null(strstr(amiss(a, "firewall held " OTHER " boot\n"), "keeps"));
    assert_non_null(strstr(amiss(a, "firewall held - boot\n"), "keeps"));
    assert_non_null(strstr(amiss(a, "firewall held " RULES " noboot\n"), "next boot"));
}

static void
test_refuses(void **state)
{
    static const char *const bad[] = { "", "\n", "firewall", "firewall held", "sh: nft: not found",
        "firewall held " RULES, "firewall open " RULES " boot", "firewall held ABC boot",
        "firewall held " RULES " soon", "firewall held " RULES " boot 192.0.2.1 more" };
    _own_(arena) struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_string_equal(amiss(a, bad[i]), "?");
}

// Nothing noted: whatever the node has is not what was brought.
static void
test_nothing_noted(void **state)
{
    const struct firewall_look look = { .table = "held", .digest = RULES, .boot = "boot" };

    assert_non_null(firewall_amiss(&look, NULL));
}

static void
test_address(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct firewall_look look;
    struct lct_err err = { 0 };
    const char *from;

    firewall_look_read(a, "firewall held - boot 2001:db8::7\n", &look, &err);
    assert_string_equal(look.from, "2001:db8::7");
    firewall_look_read(a, "firewall held - boot \x1b[2J\n", &look, &err);
    assert_null(look.from);
    assert_true(firewall_tried(a, "x\ntried 192.0.2.1\n", &from));
    assert_string_equal(from, "192.0.2.1");
    assert_true(firewall_tried(a, "tried \n", &from));
    assert_null(from);
    assert_false(firewall_tried(a, "kept 192.0.2.0/24\n", &from));
    assert_null(from);
    assert_false(firewall_tried(a, "", &from));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judges),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_nothing_noted),
        cmocka_unit_test(test_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
