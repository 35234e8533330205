// SPDX-License-Identifier: MIT
// Tests of cli/progress: the line of counts.
#include "cli/show/progress.h"

#include "../testing.h"

static void
assert_summary(struct counts counts, const char *wanted)
{
    char text[160];

    progress_summary(&counts, text, sizeof text);
    assert_string_equal(text, wanted);
}

static void
counts_are_told(void **state)
{
    (void)state;
    assert_summary((struct counts){ .total = 20 }, "0 of 20 steps done; 0 s");
    assert_summary((struct counts){ .total = 20, .done = 4, .running = 3, .elapsed_ms = 1900 },
        "4 of 20 steps done, 3 running; 2 s");
    assert_summary((struct counts){ .total = 20, .done = 3, .failed = 1, .elapsed_ms = 61000 },
        "3 of 20 steps done, 1 failed; 61 s");
}

static void
rate_and_rest_are_told_when_they_mean_something(void **state)
{
    (void)state;
    assert_summary((struct counts){ .total = 40, .done = 10, .running = 2, .elapsed_ms = 5000 },
        "10 of 40 steps done, 2 running; 5 s, 2.0/s, about 15 s left");
    assert_summary((struct counts){ .total = 10000, .done = 1000, .elapsed_ms = 1000000 },
        "1000 of 10000 steps done; 16 min 40 s, 1.0/s, about 2 h 30 min left");
    assert_summary((struct counts){ .total = 10, .done = 10, .elapsed_ms = 5000 },
        "10 of 10 steps done; 5 s, 2.0/s");
}

static void
a_short_buffer_cuts(void **state)
{
    char text[8];

    (void)state;
    progress_summary(&(struct counts){ .total = 20 }, text, sizeof text);
    assert_string_equal(text, "0 of 20");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_told),
        cmocka_unit_test(rate_and_rest_are_told_when_they_mean_something),
        cmocka_unit_test(a_short_buffer_cuts),
    };

    return RUN(tests);
}
