// SPDX-License-Identifier: MIT
// Gates: steps that somebody outside opens, well, badly, early, late or never.
#include "../testing.h"
#include "fake.h"
#include "graph/engine.h"

// A gate, a step that needs it, one that comes after it, and one that knows nothing of it.
struct scene {
    struct fake fake;
    struct graph *g;
    struct act acts[3];
    struct step *gate, *needs, *after, *other;
    struct timer *timer;
    struct lct_err err;
};

static void
scene_init(struct scene *sc)
{
    *sc = (struct scene){ .acts = { { .name = "needs", .ms = 10 }, { .name = "after", .ms = 10 },
                              { .name = "other", .ms = 500 } } };
    fake_init(&sc->fake);
    sc->g = fake_graph(&sc->fake);
    sc->gate = graph_gate(sc->g, "zk-prod started");
    sc->needs = fake_add(sc->g, &fake_ssh, "needs", &sc->acts[0]);
    sc->after = fake_add(sc->g, &fake_ssh, "after", &sc->acts[1]);
    sc->other = fake_add(sc->g, &fake_api, "other", &sc->acts[2]);
    step_needs(sc->needs, sc->gate);
    step_after(sc->after, sc->gate);
}

static void
scene_done(struct scene *sc)
{
    timer_stop(sc->timer);
    graph_free(sc->g);
    fake_done(&sc->fake);
}

static void
open_now(void *user)
{
    struct scene *sc = user;

    gate_open(sc->g, "zk-prod started", &sc->err);
}

static void
stop_now(void *user)
{
    struct scene *sc = user;

    graph_stop(sc->g, false);
}

static void
run_with(
    struct scene *sc, int64_t at_ms, void (*happens)(void *), const struct graph_limits *limits)
{
    sc->timer = timer_start(sc->fake.loop, at_ms, happens, sc);
    assert_true(fake_run(&sc->fake, sc->g, limits));
    assert_false(sc->fake.broke_a_rule);
}

static void
test_it_is_waited_for(void **state)
{
    struct scene sc;

    scene_init(&sc);
    assert_string_equal(sc.gate->key, "gate zk-prod started");
    run_with(&sc, 200, open_now, NULL);
    assert_int_equal(sc.gate->state, STEP_DONE);
    assert_int_equal(sc.acts[0].began_ms, 200);
    assert_int_equal(sc.acts[1].began_ms, 200);
    assert_int_equal(sc.acts[2].began_ms, 0);
    assert_int_equal(sc.fake.counts.done, 4);
    assert_int_equal(fake_entry(&sc.fake, sc.gate)->state, STEP_DONE);
    scene_done(&sc);
}

static void
test_one_that_is_opened_badly_has_failed(void **state)
{
    struct scene sc;

    scene_init(&sc);
    lct_fail(&sc.err, LCT_EFAILED, "zk-prod did not start");
    run_with(&sc, 200, open_now, NULL);
    assert_int_equal(sc.gate->state, STEP_FAILED);
    assert_string_equal(sc.gate->err->text, "zk-prod did not start");
    assert_int_equal(sc.needs->state, STEP_BLOCKED);
    assert_string_equal(sc.needs->err->text, "waits for gate zk-prod started, which failed");
    assert_int_equal(sc.after->state, STEP_DONE);
    assert_int_equal(sc.other->state, STEP_DONE);
    scene_done(&sc);
}

static void
test_it_may_be_opened_before_anything_runs(void **state)
{
    struct scene sc;

    scene_init(&sc);
    open_now(&sc);
    assert_int_equal(sc.gate->state, STEP_WAITING);
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    assert_int_equal(sc.acts[0].began_ms, 0);
    assert_int_equal(sc.fake.counts.done, 4);
    scene_done(&sc);
}

// It may wait for steps, too: whichever comes last lets it pass.
static void
test_it_waits_for_its_own_steps_too(void **state)
{
    struct scene sc;

    scene_init(&sc);
    step_after(sc.gate, sc.other);
    run_with(&sc, 200, open_now, NULL);
    assert_int_equal(sc.acts[0].began_ms, 500);
    scene_done(&sc);
}

static void
test_what_it_needs_may_fail(void **state)
{
    struct scene sc;

    scene_init(&sc);
    step_needs(sc.gate, sc.other);
    sc.acts[2].code = LCT_EFAILED;
    sc.acts[2].times = 1;
    lct_fail(&sc.err, LCT_EQUOTA, "nobody hears of this");
    run_with(&sc, 500, open_now, NULL);
    assert_int_equal(sc.gate->state, STEP_BLOCKED);
    assert_string_equal(sc.gate->err->text, "waits for api other other, which failed");
    assert_int_equal(sc.needs->state, STEP_BLOCKED);
    assert_int_equal(sc.after->state, STEP_DONE);
    scene_done(&sc);
}

static void
test_only_the_first_time_counts(void **state)
{
    struct scene sc;

    scene_init(&sc);
    step_after(sc.gate, sc.other);
    open_now(&sc);
    gate_open(sc.g, "something else", NULL);
    lct_fail(&sc.err, LCT_EFAILED, "it went again");
    run_with(&sc, 200, open_now, NULL);
    assert_int_equal(sc.gate->state, STEP_DONE);
    assert_int_equal(sc.gate->err->code, 0);
    scene_done(&sc);
}

static void
test_a_stop_ends_one_that_nobody_opens(void **state)
{
    struct scene sc;

    scene_init(&sc);
    run_with(&sc, 100, stop_now, NULL);
    assert_int_equal(sc.gate->state, STEP_CANCELLED);
    assert_int_equal(sc.needs->state, STEP_CANCELLED);
    assert_int_equal(sc.other->state, STEP_DONE);
    assert_int_equal(fake_entry(&sc.fake, sc.gate)->state, STEP_CANCELLED);
    open_now(&sc); // too late
    assert_int_equal(sc.gate->state, STEP_CANCELLED);
    assert_int_equal(sc.gate->err->code, LCT_ECANCELLED);
    scene_done(&sc);
}

// Though it was added first: those that can go on do, and those behind it come when it is open.
static void
test_a_sequence_goes_on_beside_it(void **state)
{
    const struct graph_limits in_sequence = { .sequential = true };
    struct scene sc;

    scene_init(&sc);
    run_with(&sc, 200, open_now, &in_sequence);
    assert_string_equal(buf_str(&sc.fake.log),
        "start other;end other;start needs;end needs;start after;end after;");
    assert_int_equal(sc.acts[0].began_ms, 500);
    scene_done(&sc);
}

// Whoever is inside a pool may wait for somebody outside: that is no circle.
static void
test_it_may_be_waited_for_inside_a_pool(void **state)
{
    struct scene sc;
    struct act acts[2] = { { .name = "in", .ms = 10 }, { .name = "next", .ms = 10 } };

    scene_init(&sc);
    struct step *in = fake_add(sc.g, &fake_api, "in", &acts[0]),
                *next = fake_add(sc.g, &fake_api, "next", &acts[1]);
    step_enters(in, "p", 1);
    step_leaves(sc.needs, in);
    step_enters(next, "p", 1);
    run_with(&sc, 2000, open_now, NULL);
    assert_int_equal(sc.fake.counts.done, 6);
    assert_int_equal(acts[1].began_ms, 2010);
    scene_done(&sc);
}

// What waits for a place that one waiting for it has ends all the same.
static void
test_a_blocked_one_is_not_waited_for(void **state)
{
    struct scene sc;
    struct act acts[2] = { { .name = "in", .ms = 10 }, { .name = "next", .ms = 10 } };

    scene_init(&sc);
    struct step *in = fake_add(sc.g, &fake_api, "in", &acts[0]),
                *next = fake_add(sc.g, &fake_api, "next", &acts[1]);
    step_needs(sc.gate, sc.other);
    sc.acts[2].code = LCT_EFAILED;
    sc.acts[2].times = 1;
    step_enters(in, "p", 1);
    step_enters(next, "p", 1);
    step_leaves(sc.after, in);
    step_needs(sc.after, next);
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    assert_int_equal(next->state, STEP_BLOCKED);
    scene_done(&sc);
}

static void
test_it_may_be_opened_between_turns(void **state)
{
    struct scene sc;

    scene_init(&sc);
    sc.timer = timer_start(sc.fake.loop, 1000000, stop_now, &sc);
    assert_int_equal(fake_start(&sc.fake, sc.g, NULL), LCT_OK);
    while (graph_counts(sc.g).done < 1)
        loop_turn(sc.fake.loop, true);
    for (int i = 0; i < 5; i++) // nothing is left to do
        loop_turn(sc.fake.loop, false);
    open_now(&sc);
    while (!sc.fake.over)
        loop_turn(sc.fake.loop, true);
    assert_int_equal(sc.acts[0].began_ms, 500);
    assert_int_equal(sc.fake.counts.done, 4);
    scene_done(&sc);
}

static void
test_nothing_turns_while_it_is_shut(void **state)
{
    struct scene sc;
    int turns = 0;

    scene_init(&sc);
    sc.timer = timer_start(sc.fake.loop, 1000000, open_now, &sc);
    assert_int_equal(fake_start(&sc.fake, sc.g, NULL), LCT_OK);
    for (; !sc.fake.over; turns++)
        loop_turn(sc.fake.loop, true);
    assert_int_equal(sc.acts[0].began_ms, 1000000);
    assert_true(turns < 20);
    scene_done(&sc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_waited_for),
        cmocka_unit_test(test_one_that_is_opened_badly_has_failed),
        cmocka_unit_test(test_it_may_be_opened_before_anything_runs),
        cmocka_unit_test(test_it_waits_for_its_own_steps_too),
        cmocka_unit_test(test_what_it_needs_may_fail),
        cmocka_unit_test(test_only_the_first_time_counts),
        cmocka_unit_test(test_a_stop_ends_one_that_nobody_opens),
        cmocka_unit_test(test_a_sequence_goes_on_beside_it),
        cmocka_unit_test(test_it_may_be_waited_for_inside_a_pool),
        cmocka_unit_test(test_a_blocked_one_is_not_waited_for),
        cmocka_unit_test(test_it_may_be_opened_between_turns),
        cmocka_unit_test(test_nothing_turns_while_it_is_shut),
    };

    return RUN(tests);
}
