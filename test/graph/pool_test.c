// SPDX-License-Identifier: MIT
// Pools: no more under way than there are places, from a first step to a last one; whose place is
// lost, and who waits for it then.
#include "../testing.h"
#include "fake.h"
#include "graph/engine.h"

enum { MOST = 24, STEPS = 3 };

// Members as nodes of a rolling update: three steps each, the first enters, the last leaves.
struct scene {
    struct fake fake;
    struct graph *g;
    struct act acts[MOST][STEPS];
    struct step *steps[MOST][STEPS];
    char names[MOST][8];
    size_t n;
};

static void
scene_init(struct scene *sc)
{
    *sc = (struct scene){ 0 };
    fake_init(&sc->fake);
    sc->g = fake_graph(&sc->fake);
}

static void
scene_done(struct scene *sc)
{
    graph_free(sc->g);
    fake_done(&sc->fake);
}

static void
add_member(struct scene *sc, unsigned width, int64_t ms)
{
    static const struct step_kind *const kinds[STEPS] = { &fake_change, &fake_wait, &fake_ssh };
    static const char *const names[STEPS] = { "off", "on", "look" };
    size_t m = sc->n++;

    snprintf(sc->names[m], sizeof sc->names[m], "n%zu", m);
    for (size_t k = 0; k < STEPS; k++) {
        sc->acts[m][k] = (struct act){ .name = names[k], .ms = ms };
        sc->steps[m][k] = fake_add(sc->g, kinds[k], sc->names[m], &sc->acts[m][k]);
        step_needs(sc->steps[m][k], k ? sc->steps[m][k - 1] : NULL);
    }
    step_enters(sc->steps[m][0], "web", width);
    step_leaves(sc->steps[m][2], sc->steps[m][0]);
}

static void
add_members(struct scene *sc, size_t n, unsigned width)
{
    for (size_t m = 0; m < n; m++)
        add_member(sc, width, 10);
}

static void
scene_run(struct scene *sc)
{
    assert_true(fake_run(&sc->fake, sc->g, NULL));
    assert_false(sc->fake.broke_a_rule);
}

static void
fails(struct act *a)
{
    a->code = LCT_EFAILED;
    a->times = UINT_MAX;
}

// When it gave its place back; never, if its last step is not done.
static int64_t
out_ms(const struct scene *sc, size_t m)
{
    return sc->steps[m][2]->state == STEP_DONE ? sc->acts[m][2].ended_ms : INT64_MAX;
}

// How many are inside when it has come in, itself among them.
static size_t
inside_with(const struct scene *sc, size_t m)
{
    int64_t at = sc->acts[m][0].began_ms;
    size_t n = 0;

    for (size_t k = 0; k < sc->n; k++)
        n += sc->acts[k][0].starts && sc->acts[k][0].began_ms <= at && out_ms(sc, k) > at;
    return n;
}

static size_t
most_inside(const struct scene *sc)
{
    size_t most = 0;

    for (size_t m = 0; m < sc->n; m++)
        if (sc->acts[m][0].starts && inside_with(sc, m) > most)
            most = inside_with(sc, m);
    return most;
}

static size_t
count(const struct scene *sc, size_t k, enum step_state state)
{
    size_t n = 0;

    for (size_t m = 0; m < sc->n; m++)
        n += sc->steps[m][k]->state == state;
    return n;
}

// Another pool knows nothing of it; there, one step enters and leaves.
static void
test_a_few_at_a_time(void **state)
{
    for (unsigned width = 1; width <= 4; width++) {
        struct scene sc;
        struct act others[2] = { { .name = "1", .ms = 10 }, { .name = "2", .ms = 10 } };
        scene_init(&sc);
        add_members(&sc, 12, width);
        for (int i = 0; i < 2; i++)
            step_enters(fake_add(sc.g, &fake_wait, "db", &others[i]), "db", 1);
        scene_run(&sc);
        assert_int_equal(most_inside(&sc), width);
        assert_int_equal(fake_now(&sc.fake), 12 / width * 30);
        assert_int_equal(others[0].began_ms, 0);
        assert_int_equal(others[1].began_ms, 10);
        scene_done(&sc);
    }
}

static void
test_the_most_urgent_comes_in_next(void **state)
{
    struct scene sc;

    scene_init(&sc);
    add_members(&sc, 4, 1);
    sc.steps[2][1]->usual_ms = 1000;
    sc.steps[3][1]->usual_ms = 500;
    scene_run(&sc);
    assert_int_equal(sc.acts[2][0].began_ms, 0);
    assert_int_equal(sc.acts[3][0].began_ms, 30);
    assert_int_equal(sc.acts[0][0].began_ms, 60);
    assert_int_equal(sc.acts[1][0].began_ms, 90);
    scene_done(&sc);
}

// Its lane and its subject are free meanwhile, its place is not.
static void
test_who_tries_again_keeps_its_place(void **state)
{
    struct scene sc;

    scene_init(&sc);
    add_members(&sc, 2, 1);
    for (size_t k = 0; k < STEPS; k++) {
        sc.acts[0][k].code = LCT_ERETRY;
        sc.acts[0][k].times = 1;
        sc.acts[0][k].hint_ms = 1000;
    }
    scene_run(&sc);
    assert_int_equal(sc.fake.counts.done, 2 * STEPS);
    assert_true(sc.acts[1][0].began_ms >= 3000);
    assert_int_equal(most_inside(&sc), 1);
    scene_done(&sc);
}

// A node that does not come back stops its group, never the others.
static void
test_a_place_is_lost_with_whoever_fails(void **state)
{
    struct scene sc;
    struct act other = { .name = "other", .ms = 1000 }, last = { .name = "last", .ms = 10 };

    scene_init(&sc);
    add_members(&sc, 4, 1);
    struct step *o = fake_add(sc.g, &fake_wait, "o", &other),
                *l = fake_add(sc.g, &fake_ssh, "l", &last);
    step_needs(l, o);
    fails(&sc.acts[1][1]);
    scene_run(&sc);
    assert_int_equal(sc.steps[0][2]->state, STEP_DONE);
    for (size_t m = 2; m < 4; m++)
        for (size_t k = 0; k < STEPS; k++) {
            assert_int_equal(sc.steps[m][k]->state, STEP_BLOCKED);
            assert_ptr_equal(task_of(sc.steps[m][k])->blocked_by, sc.steps[1][1]);
        }
    assert_string_equal(sc.steps[3][0]->err->text, "waits for wait n1 on, which failed");
    assert_int_equal(fake_entry(&sc.fake, sc.steps[3][0])->state, STEP_BLOCKED);
    assert_int_equal(l->state, STEP_DONE);
    scene_done(&sc);
}

static void
test_the_other_places_stay(void **state)
{
    struct scene sc;

    scene_init(&sc);
    add_members(&sc, 6, 2);
    fails(&sc.acts[0][0]);
    scene_run(&sc);
    assert_int_equal(count(&sc, 2, STEP_DONE), 5);
    assert_int_equal(sc.acts[5][0].began_ms, 4 * 30); // one after the other since
    assert_int_equal(most_inside(&sc), 2);
    scene_done(&sc);
}

static struct step *
add_forgiving(struct scene *sc, size_t m, struct act *act)
{
    struct step *s = fake_add(sc->g, &fake_local, sc->names[m], act);

    step_after(s, sc->steps[m][2]);
    step_leaves(s, sc->steps[m][0]);
    return s;
}

// A join that comes after the last step, well or badly. One that never came in gives nothing back.
static void
test_a_place_comes_back_if_that_is_said(void **state)
{
    struct scene sc;
    struct act join = { .name = "join", .ms = -1 }, before = { .name = "before", .ms = 5 };

    scene_init(&sc);
    add_members(&sc, 6, 1);
    struct step *b = fake_add(sc.g, &fake_wait, "b", &before);
    for (size_t m = 0; m < 6; m++)
        add_forgiving(&sc, m, &join);
    step_needs(sc.steps[2][0], b);
    fails(&before);
    fails(&sc.acts[0][0]);
    fails(&sc.acts[1][2]);
    scene_run(&sc);
    assert_int_equal(count(&sc, 2, STEP_DONE), 3);
    assert_int_equal(sc.steps[2][0]->state, STEP_BLOCKED);
    assert_int_equal(sc.acts[1][0].began_ms, 10);
    assert_int_equal(sc.acts[3][0].began_ms, 40);
    assert_int_equal(sc.acts[4][0].began_ms, 70);
    scene_done(&sc);
}

// The step that leaves comes after the one that entered, though nothing else says so.
static void
test_nobody_leaves_before_it_came(void **state)
{
    struct scene sc;
    struct act in = { .name = "in", .ms = 10 }, out = { .name = "out", .ms = 10 },
               next = { .name = "next", .ms = 10 };

    scene_init(&sc);
    struct step *s = fake_add(sc.g, &fake_api, "a", &in);
    step_enters(s, "p", 1);
    step_leaves(fake_add(sc.g, &fake_wait, "a", &out), s);
    step_enters(fake_add(sc.g, &fake_api, "b", &next), "p", 1);
    scene_run(&sc);
    assert_int_equal(out.began_ms, 10);
    assert_int_equal(next.began_ms, 20);
    scene_done(&sc);
}

// It will not leave, that is known; but it is still inside, and tried again.
static void
test_a_place_is_lost_only_when_nothing_runs_there(void **state)
{
    struct scene sc;
    struct act bad = { .name = "bad", .ms = 5 }, other = { .name = "other", .ms = 90000 },
               last = { .name = "last", .ms = 1 };

    scene_init(&sc);
    add_members(&sc, 2, 1);
    fake_add(sc.g, &fake_wait, "o", &other);
    step_after(fake_add(sc.g, &fake_api, "l", &last), sc.steps[1][0]);
    sc.acts[0][0] = (struct act){ .name = "off", .ms = 10, .code = LCT_ERETRY, .times = 2 };
    fails(&bad);
    step_needs(sc.steps[0][2], fake_add(sc.g, &fake_wait, "x", &bad));
    scene_run(&sc);
    assert_int_equal(sc.steps[0][1]->state, STEP_DONE);
    assert_int_equal(sc.steps[0][2]->state, STEP_BLOCKED);
    assert_int_equal(sc.steps[1][0]->state, STEP_BLOCKED);
    assert_true(last.began_ms < 1000); // it was blocked when that was known
    scene_done(&sc);
}

// As if somebody had built a barrier into a group that is changed one by one.
static void
test_who_waits_for_one_in_line_ends(void **state)
{
    struct scene sc;

    scene_init(&sc);
    add_members(&sc, 4, 1);
    step_needs(sc.steps[1][1], sc.steps[3][0]);
    scene_run(&sc);
    assert_int_equal(sc.steps[0][2]->state, STEP_DONE);
    assert_int_equal(sc.steps[1][0]->state, STEP_DONE);
    assert_int_equal(sc.steps[1][1]->state, STEP_BLOCKED);
    assert_int_equal(sc.steps[2][0]->state, STEP_BLOCKED);
    assert_int_equal(sc.steps[3][0]->state, STEP_BLOCKED);
    assert_string_equal(sc.steps[3][0]->err->text, "waits for ssh n1 look, which waits for it");
    scene_done(&sc);
}

static void
stop_now(void *user)
{
    graph_stop(user, false);
}

static void
test_a_stop_ends_those_in_line(void **state)
{
    struct scene sc;

    scene_init(&sc);
    add_members(&sc, 4, 1);
    struct timer *timer = timer_start(sc.fake.loop, 35, stop_now, sc.g);
    scene_run(&sc);
    assert_int_equal(sc.steps[0][2]->state, STEP_DONE);
    assert_int_equal(sc.steps[1][0]->state, STEP_DONE); // it ran
    assert_int_equal(count(&sc, 0, STEP_CANCELLED), 2);
    assert_int_equal(sc.fake.counts.cancelled, 2 + 2 * 3);
    timer_stop(timer);
    scene_done(&sc);
}

static void
random_member(struct scene *sc, unsigned width, uint64_t *seed, size_t *failing)
{
    uint64_t r = fake_random(seed);

    add_member(sc, width, (int64_t)(1 + r % 30));
    if (r >> 8 & 3)
        return;
    fails(&sc->acts[sc->n - 1][r >> 16 & 1 ? 0 : 2]);
    ++*failing;
}

// Never more inside than places; as many places lost as members failed; only when all are lost is
// anybody blocked who did not fail.
static void
run_random(uint64_t seed)
{
    const unsigned width = 1 + (unsigned)(seed % 5);
    const struct graph_limits limits = { .lanes = { [LANE_API] = 3 },
        .sequential = (seed >> 8) % 4 == 0 };
    size_t failing = 0;
    struct scene sc;

    scene_init(&sc);
    sc.fake.commit_ms = fake_random(&seed) % 2 ? -1 : 3;
    for (size_t m = 0; m < MOST; m++)
        random_member(&sc, width, &seed, &failing);
    for (size_t m = 1; m < MOST; m++) // some come after others
        if (fake_random(&seed) % 4 == 0)
            step_after(
                sc.steps[m][0], sc.steps[fake_random(&seed) % m][fake_random(&seed) % STEPS]);
    assert_true(fake_run(&sc.fake, sc.g, &limits));
    size_t failed = count(&sc, 0, STEP_FAILED) + count(&sc, 2, STEP_FAILED);
    assert_int_equal(failed, failing < width ? failing : width);
    assert_true(most_inside(&sc) <= width);
    if (failing < width)
        assert_int_equal(count(&sc, 2, STEP_DONE), MOST - failing);
    assert_int_equal(
        sc.fake.counts.done + sc.fake.counts.failed + sc.fake.counts.blocked, MOST * STEPS);
    assert_false(sc.fake.broke_a_rule);
    scene_done(&sc);
}

static void
test_random_members(void **state)
{
    for (uint64_t seed = 1; seed <= 500; seed++)
        run_random(seed * 0x9e3779b97f4a7c15u);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_few_at_a_time),
        cmocka_unit_test(test_the_most_urgent_comes_in_next),
        cmocka_unit_test(test_who_tries_again_keeps_its_place),
        cmocka_unit_test(test_a_place_is_lost_with_whoever_fails),
        cmocka_unit_test(test_the_other_places_stay),
        cmocka_unit_test(test_a_place_comes_back_if_that_is_said),
        cmocka_unit_test(test_nobody_leaves_before_it_came),
        cmocka_unit_test(test_a_place_is_lost_only_when_nothing_runs_there),
        cmocka_unit_test(test_who_waits_for_one_in_line_ends),
        cmocka_unit_test(test_a_stop_ends_those_in_line),
        cmocka_unit_test(test_random_members),
    };

    return RUN(tests);
}
