// SPDX-License-Identifier: MIT
// Tests of base/cidr.
#include "base/cidr.h"

#include "../testing.h"

static void
reads_and_prints_both_families(void **state)
{
    static const char *const good[][2] = {
        { "10.0.0.0/8", "10.0.0.0/8" },
        { "192.0.2.1", "192.0.2.1" },
        { "192.0.2.1/32", "192.0.2.1" },
        { "0.0.0.0/0", "0.0.0.0/0" },
        { "2001:DB8::/32", "2001:db8::/32" },
        { "::1", "::1" },
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char text[CIDR_TEXT];
        struct cidr c;
        assert_true(cidr_parse(good[i][0], false, &c));
        assert_string_equal(cidr_text(&c, text), good[i][1]);
    }
}

static void
refuses_what_is_none(void **state)
{
    static const char *const bad[] = { "", "10.0.0.0/33", "10.0.0.1/8", "10.0.0", "10.0.0.0/",
        "::/129", "10.0.0.0/-1", "300.1.1.1", "1.2.3.4/8x", "any", "fe80::1%eth0",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc" };
    struct cidr c;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(cidr_parse(bad[i], false, &c));
    assert_true(cidr_parse("10.0.0.1/8", true, &c));
}

static void
knows_what_it_holds(void **state)
{
    struct cidr net, in, out, other;

    assert_true(cidr_parse("192.168.128.0/17", false, &net));
    assert_true(cidr_parse("192.168.255.255", false, &in));
    assert_true(cidr_parse("192.168.127.255", false, &out));
    assert_true(cidr_parse("::1", false, &other));
    assert_true(cidr_has(&net, &in));
    assert_false(cidr_has(&net, &out));
    assert_false(cidr_has(&net, &other));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_prints_both_families),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(knows_what_it_holds),
    };

    return RUN(tests);
}
