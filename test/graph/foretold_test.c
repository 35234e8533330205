// SPDX-License-Identifier: MIT
// What is foretold of a run is what the engine takes for it: random graphs with all that there is,
// the one against the other; and stopped.
#include "../testing.h"
#include "base/mem.h"
#include "fake.h"
#include "graph/forecast.h"

static int64_t
foretell(struct graph *g, const struct graph_limits *limits)
{
    _own_(free) struct step_length *lengths = mem_array(graph_count(g) + 1, sizeof *lengths);

    for (size_t i = 0; i < graph_count(g); i++)
        lengths[i].ms = step_usual_ms(graph_at(g, i));
    return graph_forecast(g, &(struct forecast_args){ limits, lengths });
}

// The last of the steps are members of pools, three steps each: what comes between the first of
// these and the last waits for that one alone.
enum { N = 78, LINKS = 140, MEMBERS = 6, GATES = 3, FIRST_MEMBER = N - 3 * MEMBERS };

struct scene {
    struct fake fake;
    struct graph *g;
    struct act acts[N];
    struct step *steps[N];
    char names[N][8];
    struct graph_limits limits;
};

static void
add_links(struct scene *sc, uint64_t *seed)
{
    for (size_t k = 0; k < LINKS; k++) {
        size_t to = 1 + fake_random(seed) % (N - 1), on = fake_random(seed) % to;
        if (to < FIRST_MEMBER || to % 3 == 0)
            (fake_random(seed) % 2 ? step_needs : step_after)(sc->steps[to], sc->steps[on]);
    }
}

static void
add_pools(struct scene *sc, uint64_t *seed)
{
    const unsigned width = 1 + (unsigned)(fake_random(seed) % 3);

    for (struct step **s = sc->steps + FIRST_MEMBER; s < sc->steps + N; s += 3) {
        bool odd = fake_random(seed) % 2;
        step_enters(s[0], odd ? "odd" : "even", odd ? 1 : width);
        step_needs(s[1], s[0]);
        step_needs(s[2], s[1]);
        if (fake_random(seed) % 4)
            step_leaves(s[2], s[0]);
    }
}

// A few lengths only, so that many things happen at the same time; some end within their start.
static const char *const gates[GATES] = { "a", "b", "c" };

static void
add_gates(struct scene *sc, uint64_t *seed)
{
    for (size_t i = 0; i < GATES; i++) {
        struct step *gate = graph_gate(sc->g, gates[i]);
        step_needs(sc->steps[fake_random(seed) % N], gate);
        step_after(sc->steps[fake_random(seed) % N], gate);
    }
}

static void
open_gates(void *user)
{
    struct scene *sc = user;

    for (size_t i = 0; i < GATES; i++)
        gate_open(sc->g, gates[i], NULL);
}

static void
scene_init(struct scene *sc, uint64_t seed)
{
    static const struct step_kind *const kinds[] = { &fake_api, &fake_ssh, &fake_change, &fake_wait,
        &fake_local };

    *sc = (struct scene){ .limits = { .lanes = { [LANE_API] = 1 + (unsigned)(seed % 4),
                                          [LANE_SSH] = 1 + (unsigned)(seed / 4 % 4) },
                              .sequential = seed % 5 == 0 } };
    fake_init(&sc->fake);
    sc->g = fake_graph(&sc->fake);
    for (size_t i = 0; i < N; i++) {
        uint64_t r = fake_random(&seed);
        snprintf(sc->names[i], sizeof sc->names[i], "s%zu", i);
        sc->acts[i] = (struct act){ .name = sc->names[i],
            .also = r >> 32 & 3   ? NULL
                    : r >> 34 & 1 ? "x"
                                  : "y",
            .ms = r % 8 == 0 ? -1 : (int64_t)(1 + r / 8 % 7) * 10 + (int64_t)(r >> 16 & 1) };
        sc->steps[i] = fake_add(
            sc->g, kinds[fake_random(&seed) % 5], i % 3 ? "x" : sc->names[i], &sc->acts[i]);
    }
    add_links(sc, &seed);
    add_pools(sc, &seed);
    add_gates(sc, &seed);
}

static void
scene_done(struct scene *sc)
{
    graph_free(sc->g);
    fake_done(&sc->fake);
}

static void
run_as_told(struct scene *sc, int64_t told, uint64_t seed)
{
    open_gates(sc);
    assert_true(fake_run(&sc->fake, sc->g, &sc->limits));
    assert_int_equal(sc->fake.counts.done, N + GATES);
    assert_false(sc->fake.broke_a_rule);
    if (fake_now(&sc->fake) != told)
        fail_msg("seed %llu: %lld ms were told, it took %lld", (unsigned long long)seed,
            (long long)told, (long long)fake_now(&sc->fake));
}

// Foretold twice, for the graph is as it was; then run.
static void
test_the_engine_takes_as_long(void **state)
{
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct scene sc;
        scene_init(&sc, seed * 0x9e3779b97f4a7c15u);
        int64_t told = foretell(sc.g, &sc.limits);
        assert_int_equal(foretell(sc.g, &sc.limits), told);
        assert_int_equal(graph_counts(sc.g).waiting, N + GATES);
        run_as_told(&sc, told, seed);
        scene_done(&sc);
    }
}

// Tries in vain that take no time, and then wait exactly as long as a policy of their own has it.
static void
test_with_policies_of_their_own_too(void **state)
{
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct step_length lengths[N + GATES] = { 0 };
        struct scene sc;
        scene_init(&sc, seed * 0x94d049bb133111ebu);
        for (size_t i = 0; i < N; i++) {
            struct act *a = &sc.acts[i];
            lengths[i].ms = step_usual_ms(sc.steps[i]);
            if (i % 3)
                continue;
            a->code = LCT_ERETRY, a->times = 1, a->at_once = true, a->hint_ms = 15;
            sc.steps[i]->retry = (struct retry_policy){ .most = 2 };
            lengths[i] = (struct step_length){ lengths[i].ms + 15, 15 };
        }
        run_as_told(
            &sc, graph_forecast(sc.g, &(struct forecast_args){ &sc.limits, lengths }), seed);
        scene_done(&sc);
    }
}

// Those that fail in passing are tried again after what chance wills: as long as that was, and with
// what each try took, the engine is foretold but for the places that tries in vain took.
static void
test_with_tries_again_it_is_near(void **state)
{
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct step_length lengths[N + GATES] = { 0 };
        struct scene sc, same;
        scene_init(&sc, seed * 0xbf58476d1ce4e5b9u);
        scene_init(&same, seed * 0xbf58476d1ce4e5b9u);
        for (size_t i = 0; i < N; i++)
            if (sc.acts[i].ms >= 0 && i % 4 == 0 && graph_at(sc.g, i)->kind->retry)
                sc.acts[i].code = LCT_ERETRY, sc.acts[i].times = 1, sc.acts[i].hint_ms = 300;
        open_gates(&sc);
        assert_true(fake_run(&sc.fake, sc.g, &sc.limits));
        for (size_t i = 0; i < N; i++) {
            int64_t last = sc.acts[i].ms > 0 ? sc.acts[i].ms : 0;
            lengths[i] = (struct step_length){ last, 0 };
            if (sc.acts[i].times) // the try in vain, and the delay: 300 and up to 25
                lengths[i] = (struct step_length){ 2 * last + 312, last + 312 };
        }
        int64_t told = graph_forecast(same.g, &(struct forecast_args){ &sc.limits, lengths }),
                took = fake_now(&sc.fake);
        assert_in_range(told, took * 3 / 4, took * 4 / 3);
        scene_done(&sc);
        scene_done(&same);
    }
}

// Of those inside one waits for one that is not: it ends there, and the graph is as it was.
static void
test_a_pool_that_is_tied_is_foretold_so_far(void **state)
{
    struct fake f;
    struct act in = { .name = "in", .ms = 20 }, out = { .name = "out", .ms = 20 },
               other = { .name = "other", .ms = 10 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *i = fake_add(g, &fake_api, "i", &in), *o = fake_add(g, &fake_api, "o", &out),
                *third = fake_add(g, &fake_api, "t", &other);
    step_enters(i, "p", 1);
    step_leaves(o, i);
    step_enters(third, "p", 1);
    step_needs(o, third);
    step_enters(fake_add(g, &fake_wait, "w", &other), "p", 1);
    for (int k = 0; k < 2; k++)
        assert_int_equal(foretell(g, NULL), 20);
    assert_true(fake_run(&f, g, NULL));
    assert_int_equal(f.counts.done, 1);
    assert_int_equal(f.counts.blocked, 3);
    assert_int_equal(f.shown[STEP_BLOCKED], 3);
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

// Foretold as if they were open; the run waits for them.
static void
test_gates_are_shut_afterwards(void **state)
{
    struct scene sc;

    scene_init(&sc, 7);
    assert_true(foretell(sc.g, &sc.limits) < 5000);
    struct timer *timer = timer_start(sc.fake.loop, 5000, open_gates, &sc);
    assert_true(fake_run(&sc.fake, sc.g, &sc.limits));
    assert_true(fake_now(&sc.fake) > 5000);
    timer_stop(timer);
    scene_done(&sc);
}

static void
stop_now(void *user)
{
    struct scene *sc = user;

    graph_stop(sc->g, sc->limits.lanes[LANE_API] % 2);
}

// In the midst of turns, places, tries, lost answers, and before gates that nobody opens.
static void
test_a_stop_ends_all_of_it(void **state)
{
    const int codes[] = { LCT_ERETRY, LCT_EAMBIGUOUS, LCT_EFAILED };

    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct scene sc;
        uint64_t r = seed * 0xd6e8feb86659fd93u;
        scene_init(&sc, r);
        for (size_t i = 0; i < N; i++)
            if (fake_random(&r) % 3 == 0)
                sc.acts[i].code = codes[r >> 8 & 3 ? r >> 16 & 1 : 2], sc.acts[i].times = 2;
        gate_open(sc.g, "a", NULL);
        sc.fake.commit_ms = seed % 2 ? -1 : 3;
        struct timer *timer =
            timer_start(sc.fake.loop, (int64_t)(fake_random(&r) % 1000), stop_now, &sc);
        assert_true(fake_run(&sc.fake, sc.g, &sc.limits));
        assert_int_equal(sc.fake.counts.waiting + sc.fake.counts.running, 0);
        assert_false(sc.fake.broke_a_rule);
        timer_stop(timer);
        scene_done(&sc);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_engine_takes_as_long),
        cmocka_unit_test(test_with_policies_of_their_own_too),
        cmocka_unit_test(test_with_tries_again_it_is_near),
        cmocka_unit_test(test_a_pool_that_is_tied_is_foretold_so_far),
        cmocka_unit_test(test_a_stop_ends_all_of_it),
        cmocka_unit_test(test_gates_are_shut_afterwards),
    };

    return RUN(tests);
}
