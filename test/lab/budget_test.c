// SPDX-License-Identifier: MIT
// Rate limits: windows of a caller and an operation.
#include "../testing.h"

#include "lab/call/budget.h"

#define T 1767225600000 // 2026-01-01

static int
budgets_setup(void **state)
{
    static struct budgets b;

    budgets_init(&b);
    assert_true(budgets_set(&b, "create", 2, 15000));
    *state = &b;
    return 0;
}

static int
budgets_teardown(void **state)
{
    budgets_done(*state);
    return 0;
}

static void
runs_out(void **state)
{
    struct budgets *b = *state;
    struct budget_view view;

    assert_true(budget_take(b, RATE_CREATE, "a", "POST x", T, &view));
    assert_int_equal(view.limit, 2);
    assert_int_equal(view.remaining, 1);
    assert_int_equal(view.reset_s, T / 1000 + 15);
    assert_true(budget_take(b, RATE_CREATE, "a", "POST x", T + 1, &view));
    assert_int_equal(view.remaining, 0);
    assert_false(budget_take(b, RATE_CREATE, "a", "POST x", T + 14001, &view));
    assert_int_equal(view.remaining, 0);
    assert_int_equal(view.retry_s, 1);
}

static void
comes_back(void **state)
{
    struct budgets *b = *state;
    struct budget_view view;

    for (int i = 0; i < 2; i++)
        assert_true(budget_take(b, RATE_CREATE, "a", "POST x", T, &view));
    assert_false(budget_take(b, RATE_CREATE, "a", "POST x", T + 14999, &view));
    assert_true(budget_take(b, RATE_CREATE, "a", "POST x", T + 15000, &view));
    assert_int_equal(view.remaining, 1);
    assert_int_equal(view.reset_s, T / 1000 + 30);
}

static void
each_has_its_own(void **state)
{
    struct budgets *b = *state;
    struct budget_view view;

    for (int i = 0; i < 2; i++)
        assert_true(budget_take(b, RATE_CREATE, "a", "POST x", T, &view));
    assert_true(budget_take(b, RATE_CREATE, "b", "POST x", T, &view));
    assert_true(budget_take(b, RATE_CREATE, "a", "POST y", T, &view));
    assert_true(budget_take(b, RATE_OTHER, "a", "GET x", T, &view));
    assert_int_equal(view.limit, 1600);
}

static void
can_be_set(void **state)
{
    struct budgets *b = *state;
    struct budget_view view;

    assert_false(budgets_set(b, "nothing", 1, 1));
    assert_true(budgets_set(b, "list", 0, 1000));
    assert_false(budget_take(b, RATE_LIST, "a", "GET x", T, &view));
    assert_int_equal(view.retry_s, 1);
    assert_true(budgets_set(b, "list", 1, 1000));
    assert_true(budget_take(b, RATE_LIST, "a", "GET x", T, &view));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_out, budgets_setup, budgets_teardown),
        cmocka_unit_test_setup_teardown(comes_back, budgets_setup, budgets_teardown),
        cmocka_unit_test_setup_teardown(each_has_its_own, budgets_setup, budgets_teardown),
        cmocka_unit_test_setup_teardown(can_be_set, budgets_setup, budgets_teardown),
    };

    return RUN(tests);
}
