// SPDX-License-Identifier: MIT
// Running: order, lanes, exclusive subjects, both kinds of edges, the journal, stopping.
#include "../testing.h"
#include "base/str.h"
#include "fake.h"
#include "graph/engine.h"

static void
test_order_is_that_of_the_edges(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 50 }, b = { .name = "b", .ms = 5 }, c = { .name = "c" };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_api, "B", &b),
                *sc = fake_add(g, &fake_api, "C", &c);
    step_needs(sb, sa);
    step_after(sc, sb);
    assert_true(fake_run(&f, g, NULL));
    assert_string_equal(buf_str(&f.log), "start A;end A;start B;end B;start C;end C;");
    assert_int_equal(f.counts.done, 3);
    assert_int_equal(f.err.code, 0);
    assert_string_equal(sa->result, "{\"fake\":true}");
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

static void
test_long_paths_go_first(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10 }, b = { .name = "b", .ms = 10 },
               c = { .name = "c", .ms = 500 };
    const struct graph_limits one = { .lanes = { [LANE_API] = 1 } };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    fake_add(g, &fake_api, "A", &a);
    struct step *sb = fake_add(g, &fake_api, "B", &b), *sc = fake_add(g, &fake_api, "C", &c);
    step_needs(sc, sb);
    assert_true(fake_run(&f, g, &one));
    assert_true(str_starts(buf_str(&f.log), "start B;end B;"));
    assert_true(c.began_ms <= 20); // A may slip in while the outcome of B is being committed
    graph_free(g);
    fake_done(&f);
}

static void
run_crowd(
    struct fake *f, const struct step_kind *kind, bool same, const struct graph_limits *limits)
{
    struct act acts[100] = { 0 };
    char names[100][8];
    struct graph *g = fake_graph(f);

    for (int i = 0; i < 100; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        acts[i] = (struct act){ .name = names[i], .ms = 10 };
        fake_add(g, kind, same ? "same" : names[i], &acts[i]);
    }
    assert_true(fake_run(f, g, limits));
    assert_int_equal(f->counts.done, 100);
    assert_false(f->broke_a_rule);
    graph_free(g);
}

static void
test_lanes_hold_what_they_may(void **state)
{
    const struct graph_limits limits = { .lanes = { [LANE_API] = 7 } };
    const struct {
        const struct step_kind *kind;
        const struct graph_limits *limits;
        unsigned most;
    } cases[] = {
        { &fake_api, &limits, 7 },
        { &fake_api, NULL, 32 },
        { &fake_ssh, &limits, 64 },
        { &fake_wait, NULL, 100 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake f;
        fake_init(&f);
        run_crowd(&f, cases[i].kind, false, cases[i].limits);
        assert_int_equal(f.most[cases[i].kind->lane], cases[i].most);
        fake_done(&f);
    }
}

static void
test_one_change_of_a_subject_at_a_time(void **state)
{
    struct fake f;

    fake_init(&f);
    run_crowd(&f, &fake_change, true, NULL);
    assert_int_equal(f.most[LANE_API], 1);
    assert_true(fake_now(&f) >= 1000);
    fake_done(&f);
}

static void
test_changes_of_others_go_on_meanwhile(void **state)
{
    struct fake f;

    fake_init(&f);
    run_crowd(&f, &fake_change, false, NULL);
    assert_int_equal(f.most[LANE_API], 32);
    fake_done(&f);
}

static void
test_failure_blocks_needs_and_releases_after(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .code = LCT_EFAILED, .times = 1 }, b = { .name = "b" },
               c = { .name = "c" }, d = { .name = "d" }, e = { .name = "e" };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_api, "B", &b),
                *sc = fake_add(g, &fake_api, "C", &c), *sd = fake_add(g, &fake_api, "D", &d),
                *se = fake_add(g, &fake_api, "E", &e);
    step_needs(sb, sa);
    step_needs(sc, sb);
    step_after(sd, sa);
    step_after(se, sc); // after one that is blocked
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(sa->state, STEP_FAILED);
    assert_string_equal(sa->err->text, "a was told to fail");
    assert_int_equal(sb->state, STEP_BLOCKED);
    assert_int_equal(sc->state, STEP_BLOCKED);
    assert_ptr_equal(task_of(sb)->blocked_by, sa);
    assert_ptr_equal(task_of(sc)->blocked_by, sa);
    assert_int_equal(sd->state, STEP_DONE);
    assert_int_equal(se->state, STEP_DONE);
    assert_int_equal(f.counts.failed, 1);
    assert_int_equal(f.counts.blocked, 2);
    assert_int_equal(f.counts.done, 2);
    assert_int_equal(fake_entry(&f, sc)->state, STEP_BLOCKED);
    assert_int_equal(b.starts + c.starts, 0);
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

static void
test_a_crowd_costs_two_commits(void **state)
{
    struct fake f;

    fake_init(&f);
    run_crowd(&f, &fake_wait, false, NULL);
    assert_int_equal(f.commits, 2); // all intents; all outcomes
    fake_done(&f);
}

static void
test_nothing_starts_before_a_slow_commit_is_over(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 100 }, b = { .name = "b", .ms = 100 };

    fake_init(&f);
    f.commit_ms = 30;
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_api, "B", &b);
    step_needs(sb, sa);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(a.began_ms, 30);
    assert_int_equal(b.began_ms, 30 + 100 + 30 + 30); // outcome of A, then intent of B
    assert_int_equal(fake_now(&f), 190 + 100 + 30);
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

static void
test_steps_that_end_at_once(void **state)
{
    struct fake f;
    struct act acts[50] = { 0 };
    char names[50][8];
    struct step *before = NULL;

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    for (int i = 0; i < 50; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        acts[i] = (struct act){ .name = names[i], .ms = -1 };
        struct step *s = fake_add(g, &fake_local, names[i], &acts[i]);
        step_needs(s, before);
        before = s;
    }
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(f.counts.done, 50);
    assert_int_equal(fake_now(&f), 0);
    graph_free(g);
    fake_done(&f);
}

static void
test_an_empty_graph_ends(void **state)
{
    struct fake f;

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(f.counts.total, 0);
    assert_int_equal(f.commits, 0);
    graph_free(g);
    fake_done(&f);
}

static void
test_content_is_rendered_into_the_intent(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10 }, b = { .name = "b", .render_code = LCT_EFAILED };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_rendered, "A", &a),
                *sb = fake_add(g, &fake_rendered, "B", &b);
    assert_true(fake_run(&f, g, NULL));
    assert_string_equal(fake_entry(&f, sa)->content_digest, "content-1");
    assert_int_equal(sb->state, STEP_FAILED);
    assert_int_equal(b.starts, 0);
    assert_string_equal(sb->err->text, "cannot be rendered");
    graph_free(g);
    fake_done(&f);
}

// Two chains; the journal breaks at the commit given.
static void
run_broken(enum death how, unsigned at)
{
    struct fake f;
    struct act acts[4] = { { .name = "a", .ms = 10 }, { .name = "b", .ms = 30 },
        { .name = "c", .ms = 10 }, { .name = "d", .ms = 30 } };
    struct step *s[4];

    fake_init(&f);
    f.death = how;
    f.dies_at = at;
    struct graph *g = fake_graph(&f);
    for (int i = 0; i < 4; i++)
        s[i] = fake_add(g, i < 2 ? &fake_api : &fake_wait, acts[i].name, &acts[i]);
    step_needs(s[2], s[0]);
    step_needs(s[3], s[1]);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(f.err.code, LCT_EFAILED);
    assert_string_equal(f.err.text, "the disk is full");
    assert_int_equal(acts[2].starts + acts[3].starts, 0);
    assert_int_equal(acts[0].starts + acts[1].starts, at == 1 ? 0 : 2);
    assert_int_equal(f.in_flight.n, 0); // whatever ran has ended
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

static void
test_a_broken_journal_stops_everything(void **state)
{
    for (unsigned at = 1; at <= 2; at++) {
        run_broken(COMMIT_FAILS, at);
        run_broken(PUT_FAILS, at);
    }
}

struct stopper {
    struct graph *g;
    bool hard;
    struct timer *timer;
};

static void
stop_now(void *user)
{
    struct stopper *s = user;

    graph_stop(s->g, s->hard);
}

static void
test_a_soft_stop_lets_run_what_runs(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 100 }, b = { .name = "b", .ms = 100 },
               c = { .name = "c", .ms = 100, .code = LCT_ERETRY, .times = UINT_MAX };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_wait, "A", &a), *sb = fake_add(g, &fake_api, "B", &b),
                *sc = fake_add(g, &fake_api, "C", &c);
    struct stopper stop = { g, false, NULL };
    step_needs(sb, sa);
    stop.timer = timer_start(f.loop, 50, stop_now, &stop);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(sa->state, STEP_DONE);
    assert_int_equal(sb->state, STEP_CANCELLED);
    assert_int_equal(sc->state, STEP_CANCELLED); // not tried again
    assert_int_equal(fake_entry(&f, sb)->state, STEP_CANCELLED);
    assert_int_equal(a.cancels, 0);
    assert_int_equal(f.err.code, 0);
    assert_int_equal(f.counts.cancelled, 2);
    assert_false(f.broke_a_rule);
    timer_stop(stop.timer);
    graph_free(g);
    fake_done(&f);
}

static void
test_a_hard_stop_cancels_what_can(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 1000 }, b = { .name = "b", .ms = 100 },
               c = { .name = "c", .ms = 100 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_wait, "A", &a), *sb = fake_add(g, &fake_api, "B", &b),
                *sc = fake_add(g, &fake_api, "C", &c);
    struct stopper stop = { g, true, NULL };
    step_needs(sc, sb);
    stop.timer = timer_start(f.loop, 50, stop_now, &stop);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(sa->state, STEP_CANCELLED);
    assert_int_equal(a.cancels, 1);
    assert_int_equal(sb->state, STEP_DONE); // cannot be cancelled
    assert_int_equal(sc->state, STEP_CANCELLED);
    assert_int_equal(fake_now(&f), 100);
    timer_stop(stop.timer);
    graph_free(g);
    fake_done(&f);
}

// Stopped between the commit of an intent and its answer: the effect must not start.
static void
test_a_stop_during_a_commit(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10 };

    fake_init(&f);
    f.commit_ms = 100;
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a);
    struct stopper stop = { g, false, NULL };
    stop.timer = timer_start(f.loop, 50, stop_now, &stop);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(a.starts, 0);
    assert_int_equal(sa->state, STEP_CANCELLED);
    assert_int_equal(fake_entry(&f, sa)->state, STEP_CANCELLED);
    timer_stop(stop.timer);
    graph_free(g);
    fake_done(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_that_of_the_edges),
        cmocka_unit_test(test_long_paths_go_first),
        cmocka_unit_test(test_lanes_hold_what_they_may),
        cmocka_unit_test(test_one_change_of_a_subject_at_a_time),
        cmocka_unit_test(test_changes_of_others_go_on_meanwhile),
        cmocka_unit_test(test_failure_blocks_needs_and_releases_after),
        cmocka_unit_test(test_a_crowd_costs_two_commits),
        cmocka_unit_test(test_nothing_starts_before_a_slow_commit_is_over),
        cmocka_unit_test(test_steps_that_end_at_once),
        cmocka_unit_test(test_an_empty_graph_ends),
        cmocka_unit_test(test_content_is_rendered_into_the_intent),
        cmocka_unit_test(test_a_broken_journal_stops_everything),
        cmocka_unit_test(test_a_soft_stop_lets_run_what_runs),
        cmocka_unit_test(test_a_hard_stop_cancels_what_can),
        cmocka_unit_test(test_a_stop_during_a_commit),
    };

    return RUN(tests);
}
