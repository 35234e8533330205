// SPDX-License-Identifier: MIT
// Tests of base/parse.
#include "base/parse.h"

#include "../testing.h"

static void
integers_are_whole_or_nothing(void **state)
{
    int64_t v = 0;

    assert_true(parse_int("42", 0, 100, &v));
    assert_int_equal(v, 42);
    assert_true(parse_int("-7", -10, 0, &v));
    assert_int_equal(v, -7);
    assert_false(parse_int("", 0, 100, &v));
    assert_false(parse_int("101", 0, 100, &v));
    assert_false(parse_int("4x", 0, 100, &v));
    assert_false(parse_int(" 4", 0, 100, &v));
    assert_false(parse_int("+4", 0, 100, &v));
    assert_false(parse_int("99999999999999999999", 0, INT64_MAX, &v));
}

static void
sizes_have_units(void **state)
{
    uint64_t v = 0;

    assert_true(parse_size("1gb", 1, &v));
    assert_int_equal(v, 1u << 30);
    assert_true(parse_size("1.5 TB", 1, &v));
    assert_int_equal(v, 3ull << 39);
    assert_true(parse_size("512", 1 << 20, &v));
    assert_int_equal(v, 512u << 20);
    assert_false(parse_size("80%", 1, &v));
    assert_false(parse_size("gb", 1, &v));
    assert_false(parse_size("1.gb", 1, &v));
    assert_false(parse_size("-1gb", 1, &v));
    assert_false(parse_size("999999999999 TB", 1, &v));
    assert_false(parse_size("1e9", 1, &v));
    assert_false(parse_size("inf", 1, &v));
}

static void
durations_default_to_seconds(void **state)
{
    int64_t v = 0;

    assert_true(parse_duration("30", &v));
    assert_int_equal(v, 30000);
    assert_true(parse_duration("1500ms", &v));
    assert_int_equal(v, 1500);
    assert_true(parse_duration("2h", &v));
    assert_int_equal(v, 7200000);
    assert_false(parse_duration("soon", &v));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_whole_or_nothing),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(durations_default_to_seconds),
    };

    return RUN(tests);
}
