// SPDX-License-Identifier: MIT
// Trying again: what is passing, for how long, and looking for effects whose answers were lost.
#include "../testing.h"
#include "fake.h"

// One step of a kind, uncertain or not; yields its end.
static struct step *
run_one(struct fake *f, const struct step_kind *kind, struct act *a, bool uncertain, uint64_t seed)
{
    struct graph *g;
    struct step *s;

    fake_init(f);
    loop_seed(f->loop, seed);
    g = fake_graph(f);
    s = fake_add(g, kind, "A", a);
    s->uncertain = uncertain;
    assert_true(fake_run(f, g, NULL));
    assert_false(f->broke_a_rule);
    return s;
}

static void
clear(struct fake *f, struct step *s)
{
    graph_free(s->graph);
    fake_done(f);
}

static void
test_passing_trouble_is_tried_again(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 3 };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_int_equal(s->state, STEP_DONE);
    assert_int_equal(s->err->code, 0);
    assert_int_equal(s->attempts, 4);
    assert_int_equal(a.effects, 1);
    assert_int_equal(f.shown[STEP_RETRYING], 3);
    clear(&f, s);
}

static void
test_retries_are_finite(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_EWAIT, .times = UINT_MAX };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_int_equal(s->state, STEP_FAILED);
    assert_int_equal(s->err->code, LCT_EWAIT);
    assert_int_equal(a.starts, 5);
    assert_int_equal(a.looks, 0);
    clear(&f, s);
}

static void
test_without_a_policy_nothing_is_tried_again(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 1 };
    struct step *s = run_one(&f, &fake_local, &a, false, 1);

    assert_int_equal(s->state, STEP_FAILED);
    assert_int_equal(a.starts, 1);
    clear(&f, s);
}

// What the builder says of one step holds for it alone, whatever its kind says.
static void
test_a_step_has_its_own_policy(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 7 },
               b = { .name = "b", .ms = 10, .code = LCT_ERETRY, .times = 7 },
               c = { .name = "c", .ms = 10, .code = LCT_ERETRY, .times = 1 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_api, "B", &b),
                *sc = fake_add(g, &fake_local, "C", &c); // of a kind that is tried once
    sa->retry = (struct retry_policy){ .first_ms = 1000, .cap_ms = 1000, .most = 8 };
    sc->retry.most = 2;
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(sa->state, STEP_DONE);
    assert_int_equal(a.starts, 8);
    assert_int_equal(sb->state, STEP_FAILED);
    assert_int_equal(b.starts, 5);
    assert_int_equal(sc->state, STEP_DONE);
    clear(&f, sa);
}

// By time instead of by count: its kind has five tries, which are over in four seconds.
static void
test_patience_is_a_time(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_EWAIT, .times = UINT_MAX };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *s = fake_add(g, &fake_api, "A", &a);
    step_patience(s, 60000);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(s->state, STEP_FAILED);
    assert_in_range(fake_now(&f), 59000, 60010);
    clear(&f, s);
}

static void
test_permanent_trouble_is_final(void **state)
{
    const int codes[] = { LCT_EPLAN, LCT_EAUTH, LCT_EQUOTA, LCT_ENOTFOUND, LCT_EFAILED };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct fake f;
        struct act a = { .name = "a", .ms = 10, .code = codes[i], .times = 1 };
        struct step *s = run_one(&f, &fake_api, &a, false, 1);
        assert_int_equal(s->state, STEP_FAILED);
        assert_int_equal(s->err->code, codes[i]);
        assert_int_equal(a.starts, 1);
        clear(&f, s);
    }
}

static void
test_jitter_comes_from_the_seed(void **state)
{
    int64_t ends[3];
    const uint64_t seeds[] = { 7, 7, 8 };

    for (int i = 0; i < 3; i++) {
        struct fake f;
        struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 4 };
        struct step *s = run_one(&f, &fake_api, &a, false, seeds[i]);
        ends[i] = fake_now(&f);
        clear(&f, s);
    }
    assert_int_equal(ends[0], ends[1]);
    assert_int_not_equal(ends[0], ends[2]);
}

static void
test_the_server_is_obeyed(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 1, .hint_ms = 20000 };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_true(fake_now(&f) >= 20000);
    assert_int_equal(s->state, STEP_DONE);
    clear(&f, s);
}

static void
test_a_lost_answer_is_looked_for_and_found(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .code = LCT_EAMBIGUOUS, .times = 1, .effect = true };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_int_equal(s->state, STEP_DONE);
    assert_int_equal(a.effects, 1);
    assert_int_equal(a.starts, 1);
    assert_int_equal(a.looks, 1);
    assert_false(s->uncertain);
    clear(&f, s);
}

static void
test_a_lost_request_is_looked_for_and_made_again(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .code = LCT_EAMBIGUOUS, .times = 1 };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_int_equal(s->state, STEP_DONE);
    assert_int_equal(a.effects, 1);
    assert_int_equal(a.starts, 2);
    assert_int_equal(a.looks, 1);
    clear(&f, s);
}

static void
test_the_last_lost_answer_is_looked_for_too(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .code = LCT_EAMBIGUOUS, .times = UINT_MAX };
    struct step *s = run_one(&f, &fake_api, &a, false, 1);

    assert_int_equal(s->state, STEP_FAILED);
    assert_int_equal(a.starts, 5);
    assert_int_equal(a.looks, 5);
    assert_int_equal(s->err->code, LCT_ERETRY); // the look has told: no effect
    assert_false(s->uncertain);
    clear(&f, s);
}

static void
test_what_can_be_repeated_is_not_looked_for(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .code = LCT_EAMBIGUOUS, .times = 1 };
    struct step *s = run_one(&f, &fake_wait, &a, false, 1);

    assert_int_equal(s->state, STEP_DONE);
    assert_int_equal(a.looks, 0);
    assert_int_equal(a.starts, 2);
    clear(&f, s);
}

static void
test_an_uncertain_step_begins_by_looking(void **state)
{
    for (unsigned there = 0; there < 2; there++) {
        struct fake f;
        struct act a = { .name = "a", .effects = there };
        struct step *s = run_one(&f, &fake_api, &a, true, 1);
        assert_int_equal(s->state, STEP_DONE);
        assert_int_equal(a.looks, 1);
        assert_int_equal(a.effects, 1);
        assert_int_equal(a.starts, there ? 0 : 1);
        assert_int_equal(s->attempts, a.starts);
        clear(&f, s);
    }
}

static void
test_looking_is_tried_again_and_finite(void **state)
{
    for (unsigned times = 2; times < 8; times += 4) {
        struct fake f;
        struct act a = { .name = "a", .effects = 1, .look_code = LCT_ERETRY, .look_times = times };
        struct step *s = run_one(&f, &fake_api, &a, true, 1);
        assert_int_equal(s->state, times < 5 ? STEP_DONE : STEP_FAILED);
        assert_int_equal(a.looks, times < 5 ? times + 1 : 5);
        assert_int_equal(a.starts, 0);
        if (s->state == STEP_FAILED)
            assert_int_equal(s->err->code, LCT_EAMBIGUOUS); // nobody knows yet
        clear(&f, s);
    }
}

static void
test_looking_may_find_a_permanent_error(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .look_code = LCT_EFAILED, .look_times = 1 };
    struct step *s = run_one(&f, &fake_api, &a, true, 1);

    assert_int_equal(s->state, STEP_FAILED);
    assert_int_equal(a.starts, 0);
    assert_int_equal(s->err->code, LCT_EFAILED);
    clear(&f, s);
}

struct stopper {
    struct graph *g;
    bool hard;
};

static void
stop_now(void *user)
{
    struct stopper *s = user;

    graph_stop(s->g, s->hard);
}

// The answer is lost while the operation is being stopped.
static struct step *
run_stopped(struct fake *f, struct act *a, bool hard)
{
    struct graph *g;
    struct step *s;
    struct timer *t;

    fake_init(f);
    g = fake_graph(f);
    s = fake_add(g, &fake_api, "A", a);
    struct stopper stop = { g, hard };
    t = timer_start(f->loop, 50, stop_now, &stop);
    assert_true(fake_run(f, g, NULL));
    timer_stop(t);
    return s;
}

static void
test_a_soft_stop_looks_for_a_lost_answer(void **state)
{
    for (int there = 0; there < 2; there++) {
        struct fake f;
        struct act a = {
            .name = "a", .ms = 100, .code = LCT_EAMBIGUOUS, .times = 1, .effect = there
        };
        struct step *s = run_stopped(&f, &a, false);
        assert_int_equal(s->state, there ? STEP_DONE : STEP_CANCELLED);
        assert_int_equal(a.looks, 1);
        assert_int_equal(a.starts, 1);
        assert_true(fake_entry(&f, s)->outcome);
        clear(&f, s);
    }
}

static void
test_a_hard_stop_leaves_the_doubt_in_the_journal(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 100, .code = LCT_EAMBIGUOUS, .times = 1, .effect = true };
    struct step *s = run_stopped(&f, &a, true);

    assert_int_equal(s->state, STEP_CANCELLED);
    assert_true(s->uncertain);
    assert_int_equal(a.looks, 0);
    assert_true(fake_entry(&f, s)->intent);
    assert_false(fake_entry(&f, s)->outcome);
    clear(&f, s);
}

// What an earlier process left in doubt is in doubt in this journal, too, before anything else.
static void
test_doubts_are_handed_on(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_EFAILED, .times = 1 }, b = { .name = "b" };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_api, "B", &b);
    step_needs(sb, sa);
    sb->uncertain = true;
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(sb->state, STEP_BLOCKED);
    assert_true(fake_entry(&f, sb)->intent);
    assert_false(fake_entry(&f, sb)->outcome);
    graph_free(g);
    fake_done(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passing_trouble_is_tried_again),
        cmocka_unit_test(test_retries_are_finite),
        cmocka_unit_test(test_without_a_policy_nothing_is_tried_again),
        cmocka_unit_test(test_a_step_has_its_own_policy),
        cmocka_unit_test(test_patience_is_a_time),
        cmocka_unit_test(test_permanent_trouble_is_final),
        cmocka_unit_test(test_jitter_comes_from_the_seed),
        cmocka_unit_test(test_the_server_is_obeyed),
        cmocka_unit_test(test_a_lost_answer_is_looked_for_and_found),
        cmocka_unit_test(test_a_lost_request_is_looked_for_and_made_again),
        cmocka_unit_test(test_the_last_lost_answer_is_looked_for_too),
        cmocka_unit_test(test_what_can_be_repeated_is_not_looked_for),
        cmocka_unit_test(test_an_uncertain_step_begins_by_looking),
        cmocka_unit_test(test_looking_is_tried_again_and_finite),
        cmocka_unit_test(test_looking_may_find_a_permanent_error),
        cmocka_unit_test(test_a_soft_stop_looks_for_a_lost_answer),
        cmocka_unit_test(test_a_hard_stop_leaves_the_doubt_in_the_journal),
        cmocka_unit_test(test_doubts_are_handed_on),
    };

    return RUN(tests);
}
