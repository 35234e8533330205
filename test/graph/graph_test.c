// SPDX-License-Identifier: MIT
// Building graphs: keys, edges, circles, and the length of critical paths.
#include "graph/engine.h"

#include "../testing.h"
#include "fake.h"

static struct act acts[8] = { { .name = "a", .ms = 10 }, { .name = "b", .ms = 20 },
    { .name = "c", .ms = 30 }, { .name = "d", .ms = 40 } };

static void
test_keys_and_look_ups(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct graph *g = graph_new(l, NULL);
    struct step *a = graph_add(g, &fake_api, "web-01", NULL, NULL, NULL);
    struct step *b = graph_add(g, &fake_api, "web-01", "disk 2", "d", NULL);

    assert_string_equal(a->key, "api web-01");
    assert_string_equal(b->key, "api web-01 disk 2");
    assert_ptr_equal(graph_find(g, "api web-01"), a);
    assert_null(graph_find(g, "api web-02"));
    assert_int_equal(graph_count(g), 2);
    assert_ptr_equal(graph_at(g, 1), b);
    assert_int_equal(graph_counts(g).waiting, 2);
    assert_string_equal(a->digest, "");
    graph_free(g);
}

static void
test_priority_is_the_critical_path(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct graph *g = graph_new(l, NULL);
    struct lct_err err = { 0 };
    struct step *s[4];

    for (int i = 0; i < 4; i++)
        s[i] = fake_add(g, &fake_api, "x", &acts[i]);
    step_needs(s[1], s[0]);
    step_after(s[2], s[0]);
    step_needs(s[3], s[1]);
    step_needs(s[3], NULL);
    assert_int_equal(graph_check(g, &err), 0);
    assert_int_equal(task_of(s[3])->priority, 40);
    assert_int_equal(task_of(s[2])->priority, 30);
    assert_int_equal(task_of(s[1])->priority, 60);
    assert_int_equal(task_of(s[0])->priority, 70);
    graph_free(g);
}

static void
test_circle_is_named_without_its_tail(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct graph *g = graph_new(l, NULL);
    struct lct_err err = { 0 };
    struct step *s[4];

    for (int i = 0; i < 4; i++)
        s[i] = fake_add(g, &fake_api, "x", &acts[i]);
    step_needs(s[1], s[0]);
    step_needs(s[2], s[1]);
    step_after(s[0], s[2]);
    step_needs(s[3], s[2]); // behind the circle, not on it
    assert_int_equal(graph_check(g, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "api x a"));
    assert_non_null(strstr(err.text, "api x b"));
    assert_non_null(strstr(err.text, "api x c"));
    assert_null(strstr(err.text, "api x d"));
    graph_free(g);
}

static void
test_waiting_for_oneself_is_a_circle(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct graph *g = graph_new(l, NULL);
    struct lct_err err = { 0 };
    struct step *s = fake_add(g, &fake_api, "x", &acts[0]);

    step_needs(s, s);
    assert_int_equal(graph_check(g, &err), LCT_EFAILED);
    assert_string_equal(err.text, "steps wait for each other: api x a, which waits for api x a");
    assert_int_equal(graph_run(g, NULL, &(struct journal){ 0 }, NULL, &err), LCT_EFAILED);
    graph_free(g);
}

static void
test_states_have_names(void **state)
{
    for (enum step_state s = STEP_WAITING; s <= STEP_CANCELLED; s++)
        assert_non_null(step_state_name(s));
    assert_string_equal(step_state_name(STEP_RUNNING), "running");
    assert_false(step_settled(STEP_RETRYING));
    assert_true(step_settled(STEP_DONE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_and_look_ups),
        cmocka_unit_test(test_priority_is_the_critical_path),
        cmocka_unit_test(test_circle_is_named_without_its_tail),
        cmocka_unit_test(test_waiting_for_oneself_is_a_circle),
        cmocka_unit_test(test_states_have_names),
    };

    return RUN(tests);
}
