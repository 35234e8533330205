// SPDX-License-Identifier: MIT
// Tests of cli/duration: durations, and what is foretold.
#include "cli/show/duration.h"

#include "../testing.h"

static void
durations_are_told_as_people_do(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } pairs[] = { { 0, "0 s" }, { 499, "0 s" }, { 500, "1 s" }, { 119000, "119 s" },
        { 120000, "2 min 0 s" }, { 250000, "4 min 10 s" }, { 7200000, "2 h 0 min" },
        { 3900000, "65 min 0 s" }, { 9060000, "2 h 31 min" } };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[32];
        duration_text(pairs[i].ms, text, sizeof text);
        assert_string_equal(text, pairs[i].text);
    }
}

static void
usual_times_are_told_about(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } pairs[] = { { 10, "1 s" }, { 45400, "45 s" }, { 120000, "2 min" }, { 149000, "2 min" },
        { 151000, "3 min" }, { 5400000, "90 min" }, { 7500000, "2 h 5 min" } };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[32];
        usual_text(pairs[i].ms, text, sizeof text);
        assert_string_equal(text, pairs[i].text);
    }
}

static void
assert_estimate(struct foretold f, const char *wanted)
{
    char text[ESTIMATE_MAX];

    estimate_text(&f, text);
    assert_string_equal(text, wanted);
}

static void
what_is_known_well_is_one_number(void **state)
{
    (void)state;
    assert_estimate((struct foretold){ 130000, 130000, 130000 }, "about 2 min 10 s");
    assert_estimate((struct foretold){ 48000, 48000, 48000, 12, 5, 15000 },
        "about 48 s: 12 Linodes at 5 per 15 s");
}

// Rounded, and still threefold at most.
static void
what_is_not_is_told_from_to(void **state)
{
    static const struct {
        int64_t from_ms, to_ms;
        const char *text;
    } cases[] = { { 1000, 2500, "1 to 3 s" }, { 22500, 67500, "23 to 68 s" },
        { 31000, 93000, "31 to 93 s" }, { 60000, 178000, "1 to 3 min" },
        { 85400, 256000, "85 s to 4 min 15 s" }, { 120000, 360000, "2 to 6 min" },
        { 141000, 423000, "2 min 20 s to 7 min" }, { 1000000, 2999000, "17 to 50 min" },
        { 4000000, 12000000, "67 min to 3 h 20 min" }, { 700, 1400, "about 1 s" } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_estimate((struct foretold){ 9999, cases[i].from_ms, cases[i].to_ms }, cases[i].text);
    assert_estimate((struct foretold){ 60000, 40000, 99000, 12, 5, 15000 },
        "40 to 99 s: 12 Linodes at 5 per 15 s");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_told_as_people_do),
        cmocka_unit_test(usual_times_are_told_about),
        cmocka_unit_test(what_is_known_well_is_one_number),
        cmocka_unit_test(what_is_not_is_told_from_to),
    };

    return RUN(tests);
}
