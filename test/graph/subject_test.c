// SPDX-License-Identifier: MIT
// Steps that change two subjects, as what attaches one to the other does: together or not at all,
// without waiting for each other, without being passed by.
#include "../testing.h"
#include "fake.h"

struct scene {
    struct fake fake;
    struct graph *g;
};

static void
scene_init(struct scene *sc)
{
    fake_init(&sc->fake);
    sc->g = fake_graph(&sc->fake);
}

static void
scene_run(struct scene *sc, const struct graph_limits *limits)
{
    assert_true(fake_run(&sc->fake, sc->g, limits));
    assert_false(sc->fake.broke_a_rule);
}

static void
scene_done(struct scene *sc)
{
    graph_free(sc->g);
    fake_done(&sc->fake);
}

static void
test_both_are_waited_for(void **state)
{
    struct scene sc;
    struct act boot = { .name = "boot", .ms = 100 }, grow = { .name = "grow", .ms = 50 },
               attach = { .name = "attach", .also = "volume", .ms = 10 },
               other = { .name = "other", .ms = 10 };

    scene_init(&sc);
    fake_add(sc.g, &fake_change, "web", &boot);
    fake_add(sc.g, &fake_change, "volume", &grow);
    fake_add(sc.g, &fake_change, "web", &attach);
    fake_add(sc.g, &fake_change, "db", &other);
    scene_run(&sc, NULL);
    assert_int_equal(attach.began_ms, 100);
    assert_int_equal(other.began_ms, 0);
    scene_done(&sc);
}

// The kind says whether it changes its own; what else it changes, the builder.
static void
test_a_second_one_alone_is_enough(void **state)
{
    struct scene sc;
    struct act grow = { .name = "grow", .ms = 50 },
               look = { .name = "look", .also = "volume", .ms = 10 },
               same = { .name = "same", .also = "volume", .ms = 10 };

    scene_init(&sc);
    fake_add(sc.g, &fake_change, "volume", &grow);
    fake_add(sc.g, &fake_ssh, "web", &look);
    fake_add(sc.g, &fake_change, "volume", &same); // one subject, said twice
    scene_run(&sc, NULL);
    assert_int_equal(sc.fake.counts.done, 3);
    assert_int_equal(look.began_ms, 50);
    assert_int_equal(same.began_ms, 60);
    scene_done(&sc);
}

// While one of both is busy the other is nobody's, but kept from those that are less urgent.
static void
test_what_is_free_is_kept_for_the_most_urgent(void **state)
{
    struct scene sc;
    struct act boot = { .name = "boot", .ms = 100 },
               attach = { .name = "attach", .also = "volume", .ms = 10 },
               first = { .name = "first", .ms = 30 }, later = { .name = "later", .ms = 10 },
               path = { .name = "path", .ms = 500 }, longer = { .name = "longer", .ms = 900 };

    scene_init(&sc);
    fake_add(sc.g, &fake_change, "web", &boot);
    fake_add(sc.g, &fake_change, "volume", &later);
    struct step *s = fake_add(sc.g, &fake_change, "web", &attach);
    step_needs(fake_add(sc.g, &fake_wait, "p", &path), s);
    s = fake_add(sc.g, &fake_change, "volume", &first);
    step_needs(fake_add(sc.g, &fake_wait, "l", &longer), s);
    graph_at(sc.g, 0)->usual_ms = 10000; // it has begun when the others come
    scene_run(&sc, NULL);
    assert_int_equal(first.began_ms, 0);
    assert_int_equal(attach.began_ms, 100);
    assert_int_equal(later.began_ms, 110);
    scene_done(&sc);
}

// Two crowds of less urgent ones, whose ends never fall together: it has its turn when those end
// that were there before.
static void
test_none_is_passed_by_for_ever(void **state)
{
    enum { CROWD = 20 };
    struct scene sc;
    struct act crowd[2 * CROWD] = { 0 }, before = { .name = "before", .ms = 10 },
                         both = { .name = "both", .also = "volume", .ms = 10 },
                         path = { .name = "path", .ms = 5000 };
    char names[2 * CROWD][8];

    scene_init(&sc);
    for (int i = 0; i < 2 * CROWD; i++) {
        snprintf(names[i], sizeof names[i], "c%d", i);
        crowd[i] = (struct act){ .name = names[i], .ms = i % 2 ? 100 : 70 };
        fake_add(sc.g, &fake_change, i % 2 ? "web" : "volume", &crowd[i]);
    }
    struct step *first = fake_add(sc.g, &fake_api, "b", &before),
                *s = fake_add(sc.g, &fake_change, "web", &both);
    step_needs(s, first);
    step_needs(fake_add(sc.g, &fake_wait, "p", &path), s);
    scene_run(&sc, NULL);
    assert_int_equal(both.began_ms, 100);
    scene_done(&sc);
}

// Each in the other's order, and a third between them.
static void
test_none_waits_for_the_other(void **state)
{
    enum { CROWD = 60 };
    const char *const subjects[] = { "a", "b", "c" };
    struct scene sc;
    struct act crowd[CROWD] = { 0 };
    char names[CROWD][8];

    scene_init(&sc);
    for (int i = 0; i < CROWD; i++) {
        snprintf(names[i], sizeof names[i], "c%d", i);
        crowd[i] = (struct act){
            .name = names[i], .ms = 10, .also = subjects[i % 2 ? (i + 1) % 3 : (i + 2) % 3]
        };
        fake_add(sc.g, &fake_change, subjects[i % 3], &crowd[i]);
    }
    scene_run(&sc, NULL);
    assert_int_equal(sc.fake.counts.done, CROWD);
    assert_int_equal(fake_now(&sc.fake), CROWD * 10); // any two have one in common
    scene_done(&sc);
}

// Whoever waits to be tried again has left both.
static void
test_tries_again_leave_both(void **state)
{
    struct scene sc;
    struct act attach = { .name = "attach",
        .also = "volume",
        .ms = 10,
        .code = LCT_ERETRY,
        .times = 1,
        .hint_ms = 1000 },
               boot = { .name = "boot", .ms = 100 }, grow = { .name = "grow", .ms = 100 };

    scene_init(&sc);
    fake_add(sc.g, &fake_change, "web", &attach)->usual_ms = 10000;
    fake_add(sc.g, &fake_change, "web", &boot);
    fake_add(sc.g, &fake_change, "volume", &grow);
    scene_run(&sc, NULL);
    assert_int_equal(boot.began_ms, 10);
    assert_int_equal(grow.began_ms, 10);
    assert_int_equal(attach.starts, 2);
    scene_done(&sc);
}

static void
stop_now(void *user)
{
    graph_stop(user, false);
}

// One had its turn and waited for its lane when the operation was stopped: whoever must look for a
// lost answer of the same subject finds it free.
static void
test_a_stop_takes_turns_back(void **state)
{
    const struct graph_limits two = { .lanes = { [LANE_API] = 2 } };
    struct scene sc;
    struct act lost = { .name = "lost",
        .ms = 100,
        .code = LCT_EAMBIGUOUS,
        .times = 1,
        .effect = true,
        .hint_ms = 500 },
               next = { .name = "next", .ms = 10 }, wait = { .name = "wait", .ms = 50 },
               urgent[2] = { { .name = "1", .ms = 1000 }, { .name = "2", .ms = 1000 } };

    scene_init(&sc);
    struct step *l = fake_add(sc.g, &fake_change, "web", &lost),
                *n = fake_add(sc.g, &fake_change, "web", &next),
                *w = fake_add(sc.g, &fake_wait, "w", &wait);
    for (int i = 0; i < 2; i++) // while it runs they take its lane
        step_needs(fake_add(sc.g, &fake_api, "db", &urgent[i]), w);
    struct timer *timer = timer_start(sc.fake.loop, 150, stop_now, sc.g);
    scene_run(&sc, &two);
    assert_int_equal(l->state, STEP_DONE);
    assert_int_equal(lost.looks, 1);
    assert_int_equal(n->state, STEP_CANCELLED);
    timer_stop(timer);
    scene_done(&sc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_are_waited_for),
        cmocka_unit_test(test_a_second_one_alone_is_enough),
        cmocka_unit_test(test_what_is_free_is_kept_for_the_most_urgent),
        cmocka_unit_test(test_none_is_passed_by_for_ever),
        cmocka_unit_test(test_none_waits_for_the_other),
        cmocka_unit_test(test_tries_again_leave_both),
        cmocka_unit_test(test_a_stop_takes_turns_back),
    };

    return RUN(tests);
}
