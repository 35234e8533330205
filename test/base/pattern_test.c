// SPDX-License-Identifier: MIT
// Tests of base/pattern.
#include "base/pattern.h"

#include "../testing.h"

static void
ranges_count_digits(void **state)
{
    assert_true(pattern_fits("web-[01-20,25]", "web-07"));
    assert_true(pattern_fits("web-[01-20,25]", "web-25"));
    assert_false(pattern_fits("web-[01-20,25]", "web-24"));
    assert_false(pattern_fits("web-[01-20]", "web-7"));
    assert_true(pattern_fits("web-[1-20]", "web-7"));
    assert_true(pattern_fits("web-[1-200]", "web-110"));
    assert_false(pattern_fits("web-[1-200]", "web-011"));
    assert_false(pattern_fits("db[1-3]", "db[1-3]"));
    assert_false(pattern_fits("web-[]", "web-1"));
    assert_false(pattern_fits("web-[1-]", "web-1"));
    assert_true(pattern_fits("[1-2]-[3-4]", "2-3"));
    assert_false(pattern_fits("web-[1-2]", "web-1234567890123456789012"));
}

static void
globs_fit_any_letters(void **state)
{
    assert_true(pattern_fits("*", "web-01"));
    assert_true(pattern_fits("*", ""));
    assert_true(pattern_fits("web-*", "web-"));
    assert_true(pattern_fits("*-01", "a-01-b-01"));
    assert_true(pattern_fits("w?b-*1", "web-01"));
    assert_false(pattern_fits("web-?", "web-01"));
    assert_false(pattern_fits("web-*x", "web-01"));
    assert_true(pattern_fits("*[01-03]*", "eu-web-02-b"));
    assert_false(pattern_fits("*[05-09]", "eu-web-02"));
    assert_true(pattern_fits("a**b", "axxb"));
    assert_false(pattern_fits(
        "*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void
the_rest_is_letters(void **state)
{
    assert_true(pattern_fits("web-01", "web-01"));
    assert_false(pattern_fits("web-01", "web-011"));
    assert_false(pattern_fits("web-011", "web-01"));
    assert_true(pattern_fits("web-[01", "web-[01"));
    assert_true(pattern_fits("", ""));
    assert_false(pattern_fits("", "a"));
    assert_false(pattern_fits("a", ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_count_digits),
        cmocka_unit_test(globs_fit_any_letters),
        cmocka_unit_test(the_rest_is_letters),
    };

    return RUN(tests);
}
