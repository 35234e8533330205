// SPDX-License-Identifier: MIT
// From what was learned to how long it takes: places in what was seen, what waited for a limit, how
// sure it is.
#include "app/run/lessons.h"

#include "testing.h"

static const struct step_kind create = {
    .name = "create", .lane = LANE_API, .usual_ms = 1500, .request = "create"
};
static const struct step_kind boot = { .name = "boot", .lane = LANE_WAIT, .usual_ms = 45000 };
static const struct step_kind script = { .name = "script", .lane = LANE_SSH, .usual_ms = 5000 };
static const struct step_kind join = { .name = "join", .lane = LANE_LOCAL };

// A graph, what is known of it.
struct scene {
    struct graph *g;
    struct lessons all;
};

// Seen so long each, among so many.
static void
learn(struct lesson *l, struct seen *seen, const int64_t *ms, size_t n, double crowd)
{
    for (size_t i = 0; i < n; i++)
        seen[i] = (struct seen){ { ms[i] }, 0 };
    lesson_learn(l, seen, n);
    for (size_t i = 0; i < n; i++)
        seen[i].crowd = crowd;
}

static const int64_t boots[] = { 10000, 20000, 30000, 40000, 50000 };

static struct step *
add(struct graph *g, const struct step_kind *kind, size_t i, const char *digest)
{
    char name[24];

    snprintf(name, sizeof name, "n%zu", i);
    return graph_add(g, kind, name, NULL, digest, NULL);
}

static void
begin(struct scene *sc, const struct step_kind *kind, size_t n)
{
    *sc = (struct scene){ .g = graph_new(NULL, NULL) };
    for (size_t i = 0; i < n; i++)
        add(sc->g, kind, i, NULL);
    lessons_of(sc->g, &script, &sc->all);
}

static void
end(struct scene *sc)
{
    lessons_done(&sc->all);
    graph_free(sc->g);
}

static struct estimate
estimate(struct scene *sc)
{
    lessons_tell(&sc->all, sc->g);
    return lessons_estimate(&sc->all, sc->g, &(struct forecast_args){ 0 });
}

static void
assert_estimate(struct estimate e, int64_t ms, int64_t from_ms, int64_t to_ms)
{
    assert_int_equal(e.ms, ms);
    assert_int_equal(e.from_ms, from_ms);
    assert_int_equal(e.to_ms, to_ms);
}

static void
test_places_in_what_was_seen(void **state)
{
    struct seen seen[] = { { { 30000 } }, { { 10000 } }, { { 50000, 8000 } }, { { 20000 } },
        { { 40000 } } };
    struct lesson l = { .kind = &boot };

    lesson_learn(&l, seen, 5);
    assert_int_equal(lesson_at(&l, 0).ms, 10000);
    assert_int_equal(lesson_at(&l, 0.5).ms, 30000);
    assert_int_equal(lesson_at(&l, 0.625).ms, 35000);
    assert_int_equal(lesson_at(&l, 1).ms, 50000);
    assert_int_equal(lesson_at(&l, 0.875).waits_ms, 4000);
    assert_int_equal(lesson_at(&l, 1).waits_ms, 8000);
    lesson_learn(&l, seen, 1);
    assert_int_equal(lesson_at(&l, 0.9).ms, 10000);
}

static void
test_what_waited_for_the_limit_is_left_out(void **state)
{
    struct seen seen[] = { { { 100 } }, { { 9000 } }, { { 16000 } }, { { 120 } }, { { 301 } },
        { { 300 } } };
    struct lesson l = { .kind = &create };

    lesson_learn(&l, seen, 6);
    lesson_forget_waits(&l);
    assert_int_equal(l.n_seen, 3);
    assert_int_equal(lesson_at(&l, 1).ms, 300);
    lesson_learn(&l, NULL, 0);
    lesson_forget_waits(&l);
    assert_int_equal(l.n_seen, 0);
}

static void
test_one_takes_the_median_many_as_long_as_the_slowest(void **state)
{
    static const struct {
        size_t n;
        int64_t ms;
    } cases[] = { { 1, 30000 }, { 2, 36666 }, { 4, 42000 }, { 9, 46000 }, { 399, 49900 } };
    struct seen seen[5];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene sc;
        begin(&sc, &boot, cases[i].n);
        learn(&sc.all.items[0], seen, boots, 5, (double)cases[i].n);
        assert_int_equal(estimate(&sc).ms, cases[i].ms);
        assert_int_equal(graph_at(sc.g, 0)->usual_ms, 30000); // the critical path: alike for all
        end(&sc);
    }
}

static void
test_nothing_learned_is_a_threefold_range(void **state)
{
    struct scene sc;

    begin(&sc, &boot, 5);
    assert_estimate(estimate(&sc), 45000, 25981, 77940);
    end(&sc);
    begin(&sc, &boot, 0);
    assert_estimate(estimate(&sc), 0, 0, 0);
    end(&sc);
    begin(&sc, &join, 3);
    assert_estimate(estimate(&sc), 0, 0, 0);
    end(&sc);
}

// Where the faster and the slower half of what was seen are both within a factor of 1.5 it is one
// number; where they are far apart, a range.
static void
test_how_it_goes_may_matter(void **state)
{
    const int64_t calm[] = { 20000, 30000, 40000 }, wild[] = { 10000, 20000, 80000 },
                  wilder[] = { 1000, 20000, 800000 };
    struct seen seen[3];
    struct scene sc;

    begin(&sc, &boot, 1);
    learn(&sc.all.items[0], seen, calm, 3, 1);
    assert_estimate(estimate(&sc), 30000, 30000, 30000);
    learn(&sc.all.items[0], seen, wild, 3, 1);
    assert_estimate(estimate(&sc), 20000, 15000, 45000);
    learn(&sc.all.items[0], seen, wilder, 3, 1);
    assert_estimate(estimate(&sc), 20000, 11547, 34641);
    end(&sc);
}

// Two that were seen are better than none, and not enough.
static void
test_three_are_believed(void **state)
{
    const int64_t ms[] = { 6000, 6000, 6000 };
    struct seen seen[3];
    struct scene sc;

    begin(&sc, &boot, 2);
    learn(&sc.all.items[0], seen, ms, 2, 2);
    assert_estimate(estimate(&sc), 6000, 3464, 10392);
    learn(&sc.all.items[0], seen, ms, 3, 2);
    assert_estimate(estimate(&sc), 6000, 6000, 6000);
    end(&sc);
}

// Only what the time depends on need be known.
static void
test_what_hardly_matters_need_not_be_known(void **state)
{
    const int64_t ms[] = { 30000, 30000, 30000 };
    struct seen seen[3];
    struct scene sc = { .g = graph_new(NULL, NULL) };
    struct step *made = add(sc.g, &create, 1, NULL), *up = add(sc.g, &boot, 1, NULL),
                *ran = add(sc.g, &script, 1, "a");

    step_needs(up, made);
    lessons_of(sc.g, &script, &sc.all);
    assert_int_equal(sc.all.n, 3);
    learn(&sc.all.items[1], seen, ms, 3, 1);
    assert_estimate(estimate(&sc), 31500, 31500, 31500); // a script that runs beside
    step_needs(ran, up);
    assert_int_equal(estimate(&sc).ms, 36500);
    assert_int_equal(estimate(&sc).from_ms, 36500);
    ran->usual_ms = 200000; // as its plan says
    assert_estimate(estimate(&sc), 231500, 30000 + 866 + 115473, 30000 + 2598 + 346400);
    end(&sc);
}

static void
test_scripts_are_learned_each_by_itself(void **state)
{
    const int64_t ms[] = { 600000, 600000, 600000 };
    struct seen seen[3];
    struct scene sc = { .g = graph_new(NULL, NULL) };

    add(sc.g, &script, 1, "a");
    add(sc.g, &script, 2, "a");
    struct step *other = add(sc.g, &script, 3, "b");
    lessons_of(sc.g, &script, &sc.all);
    assert_int_equal(sc.all.n, 2);
    assert_string_equal(sc.all.items[0].digest, "a");
    assert_int_equal(sc.all.items[0].n_steps, 2);
    learn(&sc.all.items[0], seen, ms, 3, 2);
    assert_estimate(estimate(&sc), 600000, 600000, 600000);
    assert_int_equal(step_usual_ms(other), 5000);
    assert_int_equal(step_usual_ms(graph_at(sc.g, 1)), 600000);
    end(&sc);
}

// What other scripts took is better than nothing, and not sure; what the plan says is better.
static void
test_a_script_never_seen_is_as_long_as_others(void **state)
{
    const int64_t ms[] = { 100, 200, 300 };
    struct seen seen[3];
    struct scene sc = { .g = graph_new(NULL, NULL) };
    struct step *ran = add(sc.g, &script, 1, "a");

    lessons_of(sc.g, &script, &sc.all);
    struct lesson *l = &sc.all.items[0];
    assert_true(lesson_lacks(l, sc.g));
    l->others = true;
    learn(l, seen, ms, 3, 1);
    assert_estimate(estimate(&sc), 200, 115, 345);
    assert_int_equal(ran->usual_ms, 0);
    l->n_seen = 0;
    ran->usual_ms = 7000;
    assert_false(lesson_lacks(l, sc.g));
    end(&sc);
}

// Five windows of 20, then two more: of two the slower one is at 2/3.
static void
test_the_last_ones_are_as_slow_as_any(void **state)
{
    struct seen seen[5];
    struct pace p = { .request = "create", .most = 20, .window_ms = 100000 };
    struct scene sc = { .g = graph_new(NULL, NULL) };
    struct seen quick[3] = { 0 };

    for (size_t i = 0; i < 102; i++)
        step_needs(add(sc.g, &boot, i, NULL), add(sc.g, &create, i, NULL));
    lessons_of(sc.g, &script, &sc.all);
    learn(&sc.all.items[0], seen, boots, 5, 20);
    lesson_learn(&sc.all.items[1], quick, 3);
    lesson_forget_waits(&sc.all.items[1]);
    lessons_tell(&sc.all, sc.g);
    struct estimate e =
        lessons_estimate(&sc.all, sc.g, &(struct forecast_args){ .paces = &p, .n_paces = 1 });
    assert_in_range(e.ms, 500000 + 33000, 500000 + 40000);
    assert_int_equal(p.late, 82);
    end(&sc);
}

// ---- in a crowd

static void
test_who_ran_at_the_same_time(void **state)
{
    struct seen s[] = { { { 100 }, 0 }, { { 100 }, 50 }, { { 0 }, 60 }, { { 100 }, 100 },
        { { 10 }, 900 } };

    crowd_count(s, 5);
    assert_int_equal(s[0].crowd, 3);
    assert_int_equal(s[1].crowd, 4); // the next begins when the first is over
    assert_int_equal(s[2].crowd, 3);
    assert_int_equal(s[3].crowd, 2);
    assert_int_equal(s[4].crowd, 1);
}

// Lengths as seen among so many, and what of them among others.
static void
assert_suits(const double (*of)[2], size_t n, double crowd, bool sure, int64_t from, int64_t to)
{
    for (size_t i = 0; i < n; i++) {
        struct seen s[8];
        for (size_t k = 0; k < n; k++)
            s[k] = (struct seen){ { (int64_t)of[k][1] }, 0, of[k][0] };
        assert_int_equal(crowd_suit(s, n, crowd), sure);
        assert_in_range(s[i].length.ms, from, to);
    }
}

static void
test_what_shares_a_processor_is_slower_in_a_crowd(void **state)
{
    static const double shares[][2] = { { 1, 1000 }, { 6, 6000 }, { 3, 3000 } },
                        waits[][2] = { { 1, 30000 }, { 20, 30000 }, { 5, 30000 } },
                        odd[][2] = { { 1, 9000 }, { 6, 3000 } };

    assert_suits(shares, 3, 2, true, 1990, 2001);
    assert_suits(shares, 3, 12, true, 11990, 12001);
    assert_suits(shares, 3, 100, false, 17990, 18001); // thrice as many as were seen
    assert_suits(waits, 3, 7, true, 29990, 30000);
    assert_suits(odd, 2, 3, true, 3000, 9000); // nothing is faster in a crowd
}

// Six at a time were seen: one alone may take as long, or a third of it.
static void
test_a_crowd_never_seen_is_not_sure(void **state)
{
    static const double six[][2] = { { 6, 3000 }, { 6, 3000 }, { 6, 3000 } };

    assert_suits(six, 3, 3, true, 3000, 3000);
    assert_suits(six, 3, 12, true, 3000, 3000);
    assert_suits(six, 3, 1, false, 1730, 1733);
    assert_suits(six, 3, 600, false, 5190, 5200);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_in_what_was_seen),
        cmocka_unit_test(test_what_waited_for_the_limit_is_left_out),
        cmocka_unit_test(test_one_takes_the_median_many_as_long_as_the_slowest),
        cmocka_unit_test(test_nothing_learned_is_a_threefold_range),
        cmocka_unit_test(test_how_it_goes_may_matter),
        cmocka_unit_test(test_three_are_believed),
        cmocka_unit_test(test_what_hardly_matters_need_not_be_known),
        cmocka_unit_test(test_scripts_are_learned_each_by_itself),
        cmocka_unit_test(test_a_script_never_seen_is_as_long_as_others),
        cmocka_unit_test(test_the_last_ones_are_as_slow_as_any),
        cmocka_unit_test(test_who_ran_at_the_same_time),
        cmocka_unit_test(test_what_shares_a_processor_is_slower_in_a_crowd),
        cmocka_unit_test(test_a_crowd_never_seen_is_not_sure),
    };

    return RUN(tests);
}
