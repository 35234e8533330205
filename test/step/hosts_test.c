// SPDX-License-Identifier: MIT
// The section of /etc/hosts as text, and put into a file as a node does it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "step/aspect/hosts.h"

static void
names_everybody_once(void **state)
{
    const struct hosts_line lines[] = {
        { "192.168.128.2", { "web-01", "web-01.internal" } },
        { "198.18.0.2", { "web-01.example.com" } },
        { "2001:db8::2", { "web-01.example.com" } },
    };
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };

    (void)state;
    assert_int_equal(hosts_render(lines, 3, &out, &err), LCT_OK);
    assert_string_equal(buf_str(&out), "192.168.128.2\tweb-01 web-01.internal\n"
                                       "198.18.0.2\tweb-01.example.com\n"
                                       "2001:db8::2\tweb-01.example.com\n");
}

static void
takes_no_line_that_is_none(void **state)
{
    static const struct hosts_line lines[] = {
        { "198.18.0.2\n6.6.6.6 bank.example", { "web" } },
        { "198.18.0.0/15", { "web" } },
        { "here", { "web" } },
        { "198.18.0.2", { "web\n6.6.6.6 bank.example" } },
        { "198.18.0.2", { "web # all" } },
        { "198.18.0.2", { "" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        _own_(buf) struct buf out = { 0 };
        struct lct_err err = { 0 };
        assert_int_equal(hosts_render(&lines[i], 1, &out, &err), LCT_EFAILED);
        assert_int_equal(out.len, 0);
    }
}

static void
of_nobody_is_empty(void **state)
{
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };

    (void)state;
    assert_int_equal(hosts_render(NULL, 0, &out, &err), LCT_OK);
    assert_string_equal(buf_str(&out), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_everybody_once),
        cmocka_unit_test(takes_no_line_that_is_none),
        cmocka_unit_test(of_nobody_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
