// SPDX-License-Identifier: MIT
// Random graphs with random trouble, makespans against their lower bound, and size.
#include "../testing.h"
#include <time.h>

#include "base/mem.h"
#include "fake.h"

struct scene {
    struct fake fake;
    struct graph *g;
    struct step **steps;
    struct act *acts;
    char (*names)[12];
    size_t n;
};

static void
scene_init(struct scene *sc, size_t n)
{
    *sc = (struct scene){ .n = n };
    fake_init(&sc->fake);
    sc->g = fake_graph(&sc->fake);
    sc->steps = mem_array(n, sizeof *sc->steps);
    sc->acts = mem_array(n, sizeof *sc->acts);
    sc->names = mem_array(n, sizeof *sc->names);
    for (size_t i = 0; i < n; i++) {
        snprintf(sc->names[i], sizeof sc->names[i], "s%zu", i);
        sc->acts[i].name = sc->names[i];
    }
}

static void
scene_done(struct scene *sc)
{
    graph_free(sc->g);
    fake_done(&sc->fake);
    free(sc->steps);
    free(sc->acts);
    free(sc->names);
}

struct link {
    size_t from, to;
    bool needs;
};

static bool
permanent(const struct act *a)
{
    return a->times && (a->code == LCT_EFAILED || a->times > 4);
}

// What the rules say must become of each step, computed without the engine.
static void
expect(const struct scene *sc, const struct link *links, size_t n_links)
{
    _own_(free) bool *bad = mem_array(sc->n, sizeof *bad);
    _own_(free) bool *blocked = mem_array(sc->n, sizeof *blocked);

    for (size_t i = 0; i < sc->n; i++) {
        for (size_t k = 0; k < n_links; k++)
            if (links[k].to == i && links[k].needs && bad[links[k].from])
                blocked[i] = true;
        bad[i] = blocked[i] || permanent(&sc->acts[i]);
        enum step_state wanted = blocked[i] ? STEP_BLOCKED : bad[i] ? STEP_FAILED : STEP_DONE;
        assert_int_equal(sc->steps[i]->state, wanted);
        assert_int_equal(sc->acts[i].effects, wanted == STEP_DONE);
    }
    for (size_t k = 0; k < n_links; k++) {
        const struct act *from = &sc->acts[links[k].from], *to = &sc->acts[links[k].to];
        if (from->starts && to->starts)
            assert_true(to->began_ms >= from->ended_ms);
    }
}

static void
random_act(struct act *a, uint64_t r)
{
    const int codes[] = { LCT_ERETRY, LCT_EFAILED, LCT_EWAIT, LCT_EAMBIGUOUS };

    a->ms = (int64_t)(r % 100);
    a->code = codes[r >> 8 & 3];
    a->times = r >> 10 & 3 ? 0 : (unsigned)(r >> 12) % 7;
    if (a->code == LCT_EFAILED && r >> 20 & 3)
        a->times = 0;
}

static void
run_random(uint64_t seed)
{
    const struct step_kind *const kinds[] = { &fake_api, &fake_ssh, &fake_change, &fake_wait };
    enum { N = 60, LINKS = 120 };
    struct link links[LINKS];
    struct scene sc;

    scene_init(&sc, N);
    sc.fake.commit_ms = fake_random(&seed) % 2 ? -1 : 3;
    for (size_t i = 0; i < N; i++) {
        random_act(&sc.acts[i], fake_random(&seed));
        sc.acts[i].also = i % 5 == 0 ? "x" : i % 7 == 0 ? "y" : NULL;
        sc.steps[i] =
            fake_add(sc.g, kinds[fake_random(&seed) % 4], i % 3 ? "x" : sc.names[i], &sc.acts[i]);
    }
    for (size_t k = 0; k < LINKS; k++) {
        size_t to = 1 + fake_random(&seed) % (N - 1);
        links[k] = (struct link){ fake_random(&seed) % to, to, fake_random(&seed) % 2 };
        (links[k].needs ? step_needs : step_after)(sc.steps[to], sc.steps[links[k].from]);
    }
    loop_seed(sc.fake.loop, seed);
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    expect(&sc, links, LINKS);
    assert_false(sc.fake.broke_a_rule);
    scene_done(&sc);
}

static void
test_random_graphs(void **state)
{
    for (uint64_t seed = 1; seed <= 500; seed++)
        run_random(seed * 0x9e3779b97f4a7c15u);
}

// 82 nodes as the engine page has them: create, ready, secure, firewall after all are known.
static size_t
add_nodes(struct scene *sc, size_t nodes)
{
    const struct step_kind *const kinds[] = { &fake_api, &fake_wait, &fake_ssh, &fake_ssh };
    const int64_t ms[] = { 1500, 30000, 8000, 400 };
    struct act *join = &sc->acts[nodes * 4];
    struct step *known;
    size_t n = 0;

    join->ms = -1;
    known = fake_add(sc->g, &fake_local, "known", join);
    for (size_t i = 0; i < nodes; i++)
        for (size_t k = 0; k < 4; k++, n++) {
            sc->acts[n].ms = ms[k];
            sc->steps[n] = fake_add(sc->g, kinds[k], sc->names[n], &sc->acts[n]);
            if (k == 0)
                step_after(known, sc->steps[n]);
            else
                step_needs(sc->steps[n], sc->steps[n - 1]);
            if (k == 3)
                step_after(sc->steps[n], known);
        }
    return n;
}

static void
test_makespan_is_near_its_lower_bound(void **state)
{
    const size_t nodes = 82, lane = 8;
    const int64_t creating = (int64_t)((nodes + lane - 1) / lane) * 1500;
    const int64_t bound = creating + 30000 + 8000 + 400;
    const struct graph_limits limits = { .lanes = { [LANE_API] = 8 } };
    struct scene sc;

    scene_init(&sc, nodes * 4 + 1);
    add_nodes(&sc, nodes);
    assert_true(fake_run(&sc.fake, sc.g, &limits));
    assert_int_equal(sc.fake.counts.done, nodes * 4 + 1);
    assert_true(fake_now(&sc.fake) >= bound);
    assert_true(fake_now(&sc.fake) <= bound + bound / 50);
    scene_done(&sc);
}

static int64_t
cpu_ms(void)
{
    return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

// One subject, one lane place, chains, a fan-in: nothing may cost more than n log n.
static void
test_a_hundred_thousand_steps(void **state)
{
    const size_t nodes = 25000;
    struct scene sc;
    int64_t began = cpu_ms();

    scene_init(&sc, nodes * 4 + 1);
    add_nodes(&sc, nodes);
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    assert_int_equal(sc.fake.counts.done, nodes * 4 + 1);
    print_message("# %zu steps in %lld ms of CPU, %u commits\n", nodes * 4 + 1,
        (long long)(cpu_ms() - began), sc.fake.commits);
    assert_true(cpu_ms() - began < 20000);
    scene_done(&sc);
}

// A third of one, a third of another, a third of both, which each of the two delays.
static void
test_many_changes_of_few_subjects(void **state)
{
    const size_t n = 20000;
    struct scene sc;
    int64_t began = cpu_ms();

    scene_init(&sc, n);
    for (size_t i = 0; i < n; i++) {
        sc.acts[i].ms = 1 + (int64_t)(i % 2);
        sc.acts[i].also = i % 3 == 2 ? "two" : NULL;
        sc.steps[i] = fake_add(sc.g, &fake_change, i % 3 == 1 ? "two" : "one", &sc.acts[i]);
    }
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    assert_int_equal(sc.fake.counts.done, n);
    assert_false(sc.fake.broke_a_rule);
    assert_true(cpu_ms() - began < 20000);
    scene_done(&sc);
}

// Members of two steps each, through few places, in the order of a path that differs.
static void
test_many_members_of_a_pool(void **state)
{
    const size_t members = 20000;
    struct scene sc;
    int64_t began = cpu_ms();

    scene_init(&sc, 2 * members);
    for (size_t i = 0; i < 2 * members; i++) {
        sc.acts[i].ms = 1 + (int64_t)(i % 7);
        sc.steps[i] = fake_add(sc.g, i % 2 ? &fake_ssh : &fake_api, sc.names[i], &sc.acts[i]);
        if (i % 2 == 0) {
            step_enters(sc.steps[i], "p", 5);
            continue;
        }
        step_needs(sc.steps[i], sc.steps[i - 1]);
        step_leaves(sc.steps[i], sc.steps[i - 1]);
    }
    assert_true(fake_run(&sc.fake, sc.g, NULL));
    assert_int_equal(sc.fake.counts.done, 2 * members);
    assert_int_equal(sc.fake.most[LANE_API], 5);
    assert_true(cpu_ms() - began < 20000);
    scene_done(&sc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_graphs),
        cmocka_unit_test(test_makespan_is_near_its_lower_bound),
        cmocka_unit_test(test_a_hundred_thousand_steps),
        cmocka_unit_test(test_many_changes_of_few_subjects),
        cmocka_unit_test(test_many_members_of_a_pool),
    };

    return RUN(tests);
}
