// SPDX-License-Identifier: MIT
// Budgets: learning from headers, waiting instead of being refused, estimates.
#include "testing.h"

#include "cloud/linode/budget.h"

#define WALL INT64_C(1767225600000) // 2026-01-01T00:00:00Z

static void
learn(struct budget *b, int64_t now, const char *limit, const char *remaining, const char *reset)
{
    struct http_header headers[4] = { 0 };
    struct http_answer a = { .status = 200, .headers = headers };
    int n = 0;

    if (limit)
        headers[n++] = (struct http_header){ "x-ratelimit-limit", limit };
    if (remaining)
        headers[n++] = (struct http_header){ "x-ratelimit-remaining", remaining };
    if (reset)
        headers[n++] = (struct http_header){ "x-ratelimit-reset", reset };
    budget_learn(b, &a, now, WALL + now);
}

static void
test_first_request_goes_alone(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    assert_int_equal(budget_wait(&b, 0), 0);
    budget_take(&b, 0);
    assert_int_equal(budget_wait(&b, 0), -1);
    budget_learn(&b, NULL, 100, WALL); // lost: still nothing is known
    assert_int_equal(budget_wait(&b, 100), 0);
    budget_take(&b, 100);
    assert_int_equal(budget_wait(&b, 100), -1);
    learn(&b, 200, NULL, NULL, NULL); // answered without headers: the published limits hold
    assert_int_equal(budget_wait(&b, 200), 0);
}

static void
test_headers_correct_the_table(void **state)
{
    struct budget b;
    int gone = 1;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_take(&b, 0);
    learn(&b, 100, "5", "4", "1767225610"); // the window ends 10 s after the start
    while (budget_wait(&b, 100) == 0) {
        budget_take(&b, 100);
        gone++;
    }
    assert_int_equal(gone, 5);
    assert_in_range(budget_wait(&b, 100), 9000, 12000);
    assert_int_equal(budget_wait(&b, 12200), 0); // a new window
    for (gone = 0; budget_wait(&b, 12200) == 0; gone++)
        budget_take(&b, 12200);
    assert_int_equal(gone, 5);
}

static void
test_answers_out_of_order(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_take(&b, 0);
    learn(&b, 10, "10", "9", "1767225615");
    for (int i = 0; i < 5; i++)
        budget_take(&b, 20);
    learn(&b, 30, "10", "4", "1767225615"); // the last one counted answers first
    learn(&b, 31, "10", "6", "1767225615");
    assert_int_equal(b.sent, 6);
    assert_int_equal(b.others, 0);
    for (int i = 0; i < 4; i++)
        budget_take(&b, 40);
    assert_true(budget_wait(&b, 40) > 0);
}

static void
test_somebody_else_uses_the_token(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_take(&b, 0);
    learn(&b, 10, "20", "3", "1767225615"); // 16 are gone that we have not sent
    for (int i = 0; i < 3; i++) {
        assert_int_equal(budget_wait(&b, 10), 0);
        budget_take(&b, 10);
    }
    assert_true(budget_wait(&b, 10) > 10000);
}

static void
test_refusal_closes_the_window(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_IMAGES);
    budget_take(&b, 0);
    learn(&b, 10, NULL, NULL, NULL);
    budget_refused(&b, 10, 30000);
    assert_true(budget_wait(&b, 20) == 29990);
    assert_int_equal(budget_wait(&b, 30010), 0);
}

static void
test_absurd_headers(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_take(&b, 0);
    learn(&b, 10, "0", "-5", "-1");
    assert_int_equal(b.limit, 20);
    budget_take(&b, 10);
    learn(&b, 20, "many", "18446744073709551615", "9999999999999");
    assert_int_equal(b.limit, 20);
    budget_take(&b, 20);
    learn(&b, 30, "20", "10", "4102444800"); // in 2100
    assert_true(b.ends_ms <= 30 + 601000);
}

// The server's window was over before ours: what was used in it is not used in the next one.
static void
test_the_next_window_begins_early(void **state)
{
    struct budget b;
    struct rate r = { "machine.create", 5, 15000, 2000, 4, WALL + 1000 };

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_recall(&b, &r, 0, WALL);
    budget_take(&b, 0);
    learn(&b, 100, "5", "4", "1767225616");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(budget_wait(&b, 100), 0);
        budget_take(&b, 100);
    }
    assert_true(budget_wait(&b, 100) > 15000);
}

// An answer that comes late tells of a window that is over: nothing about this one.
static void
test_late_answer(void **state)
{
    struct budget b;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_take(&b, 0);
    learn(&b, 10, "20", "19", "1767225610");
    budget_take(&b, 10900);
    budget_take(&b, 11500); // the next window
    learn(&b, 11600, "20", "0", "1767225610");
    assert_int_equal(b.others, 0);
    assert_int_equal(b.ends_ms, 11500 + 10000);
}

static void
test_clock_of_the_server(void **state)
{
    struct http_header headers[] = { { "date", "Thu, 01 Jan 2026 01:00:00 GMT" },
        { "x-ratelimit-reset", "1767229205" }, { 0 } };
    struct http_answer a = { .status = 200, .headers = headers };

    assert_int_equal(reset_wait_ms(&a, WALL), 5000); // ours is an hour slow
}

// One process tells, the next one begins with it.
static void
test_told_and_recalled(void **state)
{
    struct budget b, next;
    struct rate r;

    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_tell(&b, ROUTE_MACHINE_CREATE, 0, WALL, &r);
    assert_string_equal(r.kind, "machine.create");
    assert_int_equal(r.limit, 20);
    assert_int_equal(r.window_ms, 15000);
    assert_int_equal(r.used, 0);
    budget_take(&b, 0);
    learn(&b, 0, "5", "4", "1767225616"); // 15 s, rounded up by a second
    for (int i = 0; i < 4; i++)
        budget_take(&b, 10);
    budget_tell(&b, ROUTE_MACHINE_CREATE, 1000, WALL + 1000, &r);
    assert_int_equal(r.limit, 5);
    assert_int_equal(r.window_ms, 15000);
    assert_int_equal(r.slack_ms, 2000);
    assert_int_equal(r.used, 5);
    assert_int_equal(r.ends_ms, WALL + 17000);

    budget_init(&next, ROUTE_MACHINE_CREATE);
    budget_recall(&next, &r, 77000, WALL + 2000); // a second later, by another clock
    assert_int_equal(budget_wait(&next, 77000), 15000);
    assert_int_equal(budget_wait(&next, 92000), 0);
    budget_init(&next, ROUTE_MACHINE_CREATE);
    budget_recall(&next, &r, 77000, WALL + 60000); // that window is over
    assert_int_equal(budget_wait(&next, 77000), 0);
    assert_int_equal(next.limit, 5);
}

static void
test_recalls_no_nonsense(void **state)
{
    const struct rate bad[] = {
        { .limit = 0, .window_ms = 15000 },
        { .limit = -3, .window_ms = 15000 },
        { .limit = 5, .window_ms = 0 },
        { .limit = 5, .window_ms = INT64_MAX },
        { .limit = 5, .window_ms = 15000, .slack_ms = -1 },
    };
    const struct rate ahead = {
        .limit = 5, .window_ms = 15000, .used = 5, .ends_ms = WALL + INT64_C(86400000)
    };
    struct budget b;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        budget_init(&b, ROUTE_MACHINE_CREATE);
        budget_recall(&b, &bad[i], 0, WALL);
        assert_int_equal(b.limit, 20);
        assert_int_equal(b.window_ms, 15000);
    }
    budget_init(&b, ROUTE_MACHINE_CREATE);
    budget_recall(&b, &ahead, 0, WALL); // the clock was set back: nobody waits a day
    assert_int_equal(budget_wait(&b, 0), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_request_goes_alone),
        cmocka_unit_test(test_headers_correct_the_table),
        cmocka_unit_test(test_answers_out_of_order),
        cmocka_unit_test(test_somebody_else_uses_the_token),
        cmocka_unit_test(test_refusal_closes_the_window),
        cmocka_unit_test(test_absurd_headers),
        cmocka_unit_test(test_the_next_window_begins_early),
        cmocka_unit_test(test_late_answer),
        cmocka_unit_test(test_clock_of_the_server),
        cmocka_unit_test(test_told_and_recalled),
        cmocka_unit_test(test_recalls_no_nonsense),
    };

    return RUN(tests);
}
