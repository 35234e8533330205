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
    struct step_length seen[] = { { 30000 }, { 10000 }, { 50000, 8000 }, { 20000 }, { 40000 } };
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
    struct step_length seen[] = { { 100 }, { 9000 }, { 16000 }, { 120 }, { 301 }, { 300 } };
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
    struct step_length seen[] = { { 10000 }, { 20000 }, { 30000 }, { 40000 }, { 50000 } };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene sc;
        begin(&sc, &boot, cases[i].n);
        lesson_learn(&sc.all.items[0], seen, 5);
        assert_estimate(estimate(&sc), cases[i].ms, cases[i].ms, cases[i].ms);
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

// Two that were seen are better than none, and not enough.
static void
test_three_are_believed(void **state)
{
    struct step_length seen[] = { { 6000 }, { 6000 }, { 6000 } };
    struct scene sc;

    begin(&sc, &boot, 2);
    lesson_learn(&sc.all.items[0], seen, 2);
    assert_estimate(estimate(&sc), 6000, 3464, 10392);
    lesson_learn(&sc.all.items[0], seen, 3);
    assert_estimate(estimate(&sc), 6000, 6000, 6000);
    end(&sc);
}

// Only what the time depends on need be known.
static void
test_what_hardly_matters_need_not_be_known(void **state)
{
    struct step_length seen[] = { { 30000 }, { 30000 }, { 30000 } };
    struct scene sc = { .g = graph_new(NULL, NULL) };
    struct step *made = add(sc.g, &create, 1, NULL), *up = add(sc.g, &boot, 1, NULL),
                *ran = add(sc.g, &script, 1, "a");

    step_needs(up, made);
    lessons_of(sc.g, &script, &sc.all);
    assert_int_equal(sc.all.n, 3);
    lesson_learn(&sc.all.items[1], seen, 3);
    assert_estimate(estimate(&sc), 31500, 31500, 31500); // a script that runs beside
    step_needs(ran, up);
    assert_int_equal(estimate(&sc).ms, 36500);
    assert_int_equal(estimate(&sc).from_ms, 36500);
    ran->usual_ms = 60000; // as its plan says
    assert_estimate(estimate(&sc), 91500, 30000 + 866 + 34642, 30000 + 2598 + 103920);
    end(&sc);
}

static void
test_scripts_are_learned_each_by_itself(void **state)
{
    struct step_length seen[] = { { 600000 }, { 600000 }, { 600000 } };
    struct scene sc = { .g = graph_new(NULL, NULL) };

    add(sc.g, &script, 1, "a");
    add(sc.g, &script, 2, "a");
    struct step *other = add(sc.g, &script, 3, "b");
    lessons_of(sc.g, &script, &sc.all);
    assert_int_equal(sc.all.n, 2);
    assert_string_equal(sc.all.items[0].digest, "a");
    assert_int_equal(sc.all.items[0].n_steps, 2);
    lesson_learn(&sc.all.items[0], seen, 3);
    assert_estimate(estimate(&sc), 600000, 600000, 600000);
    assert_int_equal(step_usual_ms(other), 5000);
    assert_int_equal(step_usual_ms(graph_at(sc.g, 1)), 600000);
    end(&sc);
}

// Five windows of 20, then two more: of two the slower one is at 2/3.
static void
test_the_last_ones_are_as_slow_as_any(void **state)
{
    struct step_length seen[] = { { 10000 }, { 20000 }, { 30000 }, { 40000 }, { 50000 } };
    struct pace p = { .request = "create", .most = 20, .window_ms = 100000 };
    struct scene sc = { .g = graph_new(NULL, NULL) };
    struct step_length quick[] = { { 0 }, { 0 }, { 0 } };

    for (size_t i = 0; i < 102; i++)
        step_needs(add(sc.g, &boot, i, NULL), add(sc.g, &create, i, NULL));
    lessons_of(sc.g, &script, &sc.all);
    lesson_learn(&sc.all.items[0], seen, 5); // boot
    lesson_learn(&sc.all.items[1], quick, 3);
    lessons_tell(&sc.all, sc.g);
    struct estimate e =
        lessons_estimate(&sc.all, sc.g, &(struct forecast_args){ .paces = &p, .n_paces = 1 });
    assert_in_range(e.ms, 500000 + 33000, 500000 + 40000);
    assert_int_equal(p.late, 82);
    end(&sc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_in_what_was_seen),
        cmocka_unit_test(test_what_waited_for_the_limit_is_left_out),
        cmocka_unit_test(test_one_takes_the_median_many_as_long_as_the_slowest),
        cmocka_unit_test(test_nothing_learned_is_a_threefold_range),
        cmocka_unit_test(test_three_are_believed),
        cmocka_unit_test(test_what_hardly_matters_need_not_be_known),
        cmocka_unit_test(test_scripts_are_learned_each_by_itself),
        cmocka_unit_test(test_the_last_ones_are_as_slow_as_any),
    };

    return RUN(tests);
}
