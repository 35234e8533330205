// SPDX-License-Identifier: MIT
// Back-off: bounds, jitter, the server's hint, the end.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/retry.h"

static const struct retry_policy policy = { 100, 1000, 5, 10000 };

static int64_t
delay(unsigned tries, int64_t since, int64_t hint, uint64_t random)
{
    int64_t ms = -1;

    return retry_delay(&policy, tries, since, hint, random, &ms) ? ms : -1;
}

static void
test_doubles_up_to_the_cap(void **state)
{
    int64_t most[] = { 0, 100, 200, 400, 800 };

    for (unsigned tries = 1; tries < 5; tries++)
        for (uint64_t random = 0; random < 5000; random++) {
            int64_t ms = delay(tries, 0, 0, random);
            assert_in_range(ms, 0, most[tries]);
        }
    assert_int_equal(delay(4, 0, 0, 800), 800);
    assert_true(delay(1, 0, 0, UINT64_MAX) >= 0);
}

static void
test_ends_by_count_and_by_time(void **state)
{
    assert_int_equal(delay(5, 0, 0, 0), -1);
    assert_int_equal(delay(6, 0, 0, 0), -1);
    assert_int_equal(delay(1, 9999, 0, 50), -1);
    assert_int_equal(delay(1, 9950, 0, 50), 50);
}

static void
test_hint(void **state)
{
    int64_t ms;
    struct retry_policy patient = { 100, 1000, 5, 0 };

    assert_int_equal(delay(1, 0, 3000, 0), 3000);
    assert_in_range(delay(1, 0, 3000, 100), 3000, 3025);
    assert_in_range(delay(1, 0, -7000, 40), 0, 100); // servers have sent negative ones
    assert_true(retry_delay(&patient, 1, 0, INT64_MAX, 0, &ms));
    assert_int_equal(ms, 300000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubles_up_to_the_cap),
        cmocka_unit_test(test_ends_by_count_and_by_time),
        cmocka_unit_test(test_hint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
