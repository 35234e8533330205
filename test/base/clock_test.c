// SPDX-License-Identifier: MIT
// Tests of base/clock.
#include "base/clock.h"

#include "../testing.h"

static void
a_virtual_clock_moves_when_told(void **state)
{
    struct clock c;
    char text[CLOCK_TEXT];

    clock_virtual_init(&c);
    assert_int_equal(c.now_ms(&c), 0);
    clock_advance(&c, 61000);
    assert_int_equal(c.now_ms(&c), 61000);
    assert_string_equal(clock_text(c.wall_ms(&c), text), "2026-01-01T00:01:01Z");
}

static void
the_real_clock_does_not_go_back(void **state)
{
    int64_t before = clock_real.now_ms(&clock_real);

    assert_true(clock_real.now_ms(&clock_real) >= before);
    assert_true(clock_real.wall_ms(&clock_real) > 1700000000000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_virtual_clock_moves_when_told),
        cmocka_unit_test(the_real_clock_does_not_go_back),
    };

    return RUN(tests);
}
