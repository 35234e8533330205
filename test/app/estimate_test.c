// How long it takes: limits alone, the tail after them, what was learned and what was not.
#include "testing.h"

#include "app/run/estimate.h"

#define WALL INT64_C(1767225600000)

static const int64_t boots[] = { 10000, 20000, 30000, 40000, 50000 };
static const int64_t one[] = { 2000 }, requests[] = { 100, 9000, 16000 }, nothing[] = { 0 };

static struct known
known_all(void)
{
    return (struct known){
        .times = {
            [PHASE_CREATE] = { requests, 3 },
            [PHASE_BOOT] = { boots, 5 },
            [PHASE_SECURE] = { one, 1 },
            [PHASE_HOSTKEY] = { nothing, 1 },
            [PHASE_PUSH] = { nothing, 1 },
            [PHASE_HOOK] = { one, 1 },
            [PHASE_RETAG] = { one, 1 },
            [PHASE_DELETE] = { one, 1 },
        },
        .create = { "machine.create", 5, 15000, 1000, 0, 0 },
        .wall_ms = WALL,
    };
}

static void
test_waits_for_the_rate(void **state)
{
    struct rate r = { "machine.create", 20, 15000, 1000, 0, 0 };

    assert_int_equal(rate_wait_ms(&r, 0, WALL), 0);
    assert_int_equal(rate_wait_ms(&r, 20, WALL), 0);
    assert_int_equal(rate_wait_ms(&r, 21, WALL), 16000);
    assert_int_equal(rate_wait_ms(&r, 40, WALL), 16000);
    assert_int_equal(rate_wait_ms(&r, 82, WALL), 64000);
    assert_int_equal(rate_wait_ms(&r, 10000, WALL), 499 * 16000);
    r.used = 18;
    r.ends_ms = WALL + 4000;
    assert_int_equal(rate_wait_ms(&r, 2, WALL), 0);
    assert_int_equal(rate_wait_ms(&r, 3, WALL), 4000);
    assert_int_equal(rate_wait_ms(&r, 23, WALL), 20000);
    r.used = 25; // others use the token, too
    assert_int_equal(rate_wait_ms(&r, 1, WALL), 4000);
    r.limit = 0;
    assert_int_equal(rate_wait_ms(&r, 10000, WALL), 0);
}

static void
test_quantiles(void **state)
{
    struct known k = known_all();

    assert_int_equal(phase_quantile(&k, PHASE_BOOT, 0), 10000);
    assert_int_equal(phase_quantile(&k, PHASE_BOOT, 0.5), 30000);
    assert_int_equal(phase_quantile(&k, PHASE_BOOT, 0.625), 35000);
    assert_int_equal(phase_quantile(&k, PHASE_BOOT, 1), 50000);
    assert_int_equal(phase_quantile(&k, PHASE_SECURE, 0.9), 2000);
}

// Requests that waited for the limit do not count twice.
static void
test_one_node_takes_the_median(void **state)
{
    struct known k = known_all();
    struct work w = { .creates = 1, .boots = 1, .pushes = 1 };
    struct estimate e = estimate(&w, &k);

    assert_int_equal(e.ms, 100 + 30000 + 2000);
    assert_false(e.limited);
}

static void
test_windows_and_the_tail(void **state)
{
    struct known k = known_all();
    struct work w = { .creates = 12, .boots = 12, .pushes = 12, .hooks = 2 };
    struct estimate e = estimate(&w, &k);

    assert_true(e.limited);
    // the last two begin after two windows; the slower of two is at 2/3
    assert_int_equal(e.ms, 32000 + 100 + 36666 + 2000 + 2 * 2000);
}

// Twenty of the first window are slower than the one of the second.
static void
test_an_earlier_window_may_end_last(void **state)
{
    static const int64_t mixed[] = { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 60000 };
    struct known k = known_all();
    struct work w = { .creates = 21, .boots = 21 };

    k.create.limit = 20;
    k.times[PHASE_BOOT] = (struct phase_times){ mixed, 9 };
    assert_in_range(estimate(&w, &k).ms, 38000, 40000);
}

static void
test_usual_times_when_nothing_was_learned(void **state)
{
    struct known k = { .wall_ms = WALL };
    struct work w = { .creates = 1, .boots = 1, .pushes = 1 };

    assert_in_range(estimate(&w, &k).ms, 40000, 60000);
}

static void
test_machines_that_exist_only_boot(void **state)
{
    struct known k = known_all();
    struct work w = { .boots = 1, .pushes = 1 };

    assert_int_equal(estimate(&w, &k).ms, 32000);
}

static void
test_not_booted_is_only_asked_for(void **state)
{
    struct known k = known_all();
    struct work w = { .creates = 6 };

    assert_int_equal(estimate(&w, &k).ms, 16000 + 100);
}

// Side by side as many as the engine starts, and no faster than the limit.
static void
test_many_requests_go_in_turns(void **state)
{
    struct known k = known_all();
    struct work w = { .deletes = 33 };

    assert_int_equal(estimate(&w, &k).ms, 2 * 2000);
    k.remove = (struct rate){ "machine.remove", 10, 60000, 1000, 0, 0 };
    assert_int_equal(estimate(&w, &k).ms, 3 * 61000);
    w = (struct work){ .retags = 3, .deletes = 1 };
    assert_int_equal(estimate(&w, &k).ms, 2000 + 2000);
    w = (struct work){ .pushes = 65 };
    k.times[PHASE_PUSH] = (struct phase_times){ one, 1 };
    assert_int_equal(estimate(&w, &k).ms, 2 * 2000);
    w = (struct work){ 0 };
    assert_int_equal(estimate(&w, &k).ms, 0);
}

// Each step's usual time, as often as there is one; the limit only where it takes longer.
static void
test_in_a_sequence_all_is_added_up(void **state)
{
    struct known k = known_all();
    struct work w = { .creates = 12, .boots = 12, .pushes = 12, .hooks = 2, .all_hooks = 5 };

    k.sequential = true;
    k.times[PHASE_PUSH] = k.times[PHASE_HOSTKEY] = (struct phase_times){ one, 1 };
    assert_int_equal(estimate(&w, &k).ms, 12 * (100 + 30000 + 2000 + 2000) + 12 * 2000 + 5 * 2000);
    assert_false(estimate(&w, &k).limited); // there are never six in one window
    w = (struct work){ .creates = 12 };
    assert_int_equal(estimate(&w, &k).ms, 32000 + 100);
    assert_true(estimate(&w, &k).limited);
    w = (struct work){ .retags = 3, .deletes = 33 };
    assert_int_equal(estimate(&w, &k).ms, 36 * 2000);
    k.remove = (struct rate){ "machine.remove", 10, 60000, 1000, 0, 0 };
    assert_int_equal(estimate(&w, &k).ms, 3 * 2000 + 3 * 61000);
    w = (struct work){ 0 };
    assert_int_equal(estimate(&w, &k).ms, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_for_the_rate),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_one_node_takes_the_median),
        cmocka_unit_test(test_windows_and_the_tail),
        cmocka_unit_test(test_an_earlier_window_may_end_last),
        cmocka_unit_test(test_usual_times_when_nothing_was_learned),
        cmocka_unit_test(test_machines_that_exist_only_boot),
        cmocka_unit_test(test_not_booted_is_only_asked_for),
        cmocka_unit_test(test_many_requests_go_in_turns),
        cmocka_unit_test(test_in_a_sequence_all_is_added_up),
    };

    return RUN(tests);
}
