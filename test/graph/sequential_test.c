// SPDX-License-Identifier: MIT
// One step at a time: in order of adding as far as edges allow; whoever tries again keeps its
// place.
#include "../testing.h"
#include "base/str.h"
#include "fake.h"

static const struct graph_limits in_sequence = { .sequential = true };

static const struct step_kind *const kinds[] = { &fake_wait, &fake_ssh, &fake_api, &fake_change,
    &fake_local };

// No two at once, in whatever lane.
static void
assert_alone(const struct fake *f, const struct act *acts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (i != k && acts[i].starts && acts[k].starts)
                assert_true(
                    acts[i].began_ms >= acts[k].ended_ms || acts[k].began_ms >= acts[i].ended_ms);
    assert_false(f->broke_a_rule);
}

// Lanes, lengths and the paths behind them say nothing.
static void
test_the_order_is_that_of_adding(void **state)
{
    struct fake f;
    struct act acts[5] = { { .name = "a", .ms = 10 }, { .name = "b", .ms = 500 },
        { .name = "c", .ms = 1 }, { .name = "d", .ms = 50 }, { .name = "e", .ms = -1 } };
    const char *const subjects[] = { "A", "B", "C", "D", "E" };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    for (int i = 0; i < 5; i++)
        fake_add(g, kinds[i], subjects[i], &acts[i]);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_string_equal(
        buf_str(&f.log), "start A;end A;start B;end B;start C;end C;start D;end D;start E;end E;");
    assert_int_equal(fake_now(&f), 561);
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

// Three nodes as a plan makes them: each is created, booted and secured before the next one is
// begun; all must be known before the first may go on.
static void
test_a_node_is_finished_before_the_next(void **state)
{
    enum { NODES = 3, STEPS = 5 };
    const char *const nodes[NODES] = { "N1", "N2", "N3" };
    const char *const names[STEPS] = { "create", "ready", "secure", "push", "hook" };
    const struct step_kind *const of[STEPS] = { &fake_api, &fake_wait, &fake_ssh, &fake_ssh,
        &fake_ssh };
    struct act acts[NODES * STEPS + 1] = { { .name = "known", .ms = -1 } };
    struct fake f;

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *known = fake_add(g, &fake_local, "all", &acts[0]);
    for (int i = 0; i < NODES; i++) {
        struct step *before = NULL;
        for (int k = 0; k < STEPS; k++) {
            struct act *a = &acts[1 + i * STEPS + k];
            *a = (struct act){ .name = names[k], .ms = 10 * (NODES - i) };
            struct step *s = fake_add(g, of[k], nodes[i], a);
            step_needs(s, before);
            if (k == 0)
                step_after(known, s);
            if (k == 3)
                step_after(s, known);
            before = s;
        }
    }
    assert_true(fake_run(&f, g, &in_sequence));
    assert_string_equal(buf_str(&f.log),
        "start N1;end N1;start N1;end N1;start N1;end N1;"
        "start N2;end N2;start N2;end N2;start N2;end N2;"
        "start N3;end N3;start all;end all;"
        "start N1;end N1;start N1;end N1;start N2;end N2;start N2;end N2;"
        "start N3;end N3;start N3;end N3;start N3;end N3;start N3;end N3;");
    assert_alone(&f, acts, NODES * STEPS + 1);
    graph_free(g);
    fake_done(&f);
}

// What one releases goes before what was added later, however slowly that becomes durable.
static void
test_nothing_slips_in_before_what_was_released(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10 }, b = { .name = "b", .ms = 10 },
               c = { .name = "c", .ms = 10 };

    fake_init(&f);
    f.commit_ms = 100;
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_ssh, "B", &b);
    fake_add(g, &fake_wait, "C", &c);
    step_needs(sb, sa);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_string_equal(buf_str(&f.log), "start A;end A;start B;end B;start C;end C;");
    graph_free(g);
    fake_done(&f);
}

struct pulse {
    struct fake *fake;
    struct timer *timer;
    int beats;
};

static void
beat(void *user)
{
    struct pulse *p = user;

    timer_stop(p->timer);
    p->beats++;
    p->timer = p->fake->over ? NULL : timer_start(p->fake->loop, 1000, beat, p);
}

// "Linode busy.", or too many requests: twenty seconds for nobody but the loop.
static void
test_who_tries_again_keeps_its_place(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_ERETRY, .times = 2, .hint_ms = 10000 },
               b = { .name = "b", .ms = 10 };
    struct pulse p = { .fake = &f };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    fake_add(g, &fake_change, "A", &a);
    fake_add(g, &fake_ssh, "B", &b);
    p.timer = timer_start(f.loop, 1000, beat, &p);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_string_equal(
        buf_str(&f.log), "start A;end A;start A;end A;start A;end A;start B;end B;");
    assert_true(b.began_ms >= 20000);
    assert_true(p.beats >= 20);
    timer_stop(p.timer);
    graph_free(g);
    fake_done(&f);
}

static void
test_who_looks_for_its_effect_keeps_its_place(void **state)
{
    struct fake f;
    struct act a = { .name = "a",
        .ms = 10,
        .code = LCT_EAMBIGUOUS,
        .times = 1,
        .look_times = 1,
        .look_code = LCT_ERETRY },
               b = { .name = "b", .ms = 10 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    fake_add(g, &fake_api, "A", &a);
    fake_add(g, &fake_ssh, "B", &b);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_string_equal(
        buf_str(&f.log), "start A;end A;look A;end A;look A;end A;start A;end A;start B;end B;");
    assert_int_equal(f.counts.done, 2);
    graph_free(g);
    fake_done(&f);
}

// As side by side: what needs it is blocked, the others have their turn.
static void
test_one_failure_stops_nobody_else(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 10, .code = LCT_EFAILED, .times = UINT_MAX },
               b = { .name = "b", .ms = 10 }, c = { .name = "c", .ms = 10 },
               d = { .name = "d", .ms = 10, .render_code = LCT_EFAILED },
               e = { .name = "e", .ms = 10 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_ssh, "B", &b),
                *sc = fake_add(g, &fake_ssh, "C", &c), *sd = fake_add(g, &fake_rendered, "D", &d);
    fake_add(g, &fake_api, "E", &e);
    step_needs(sb, sa);
    step_after(sc, sb);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_int_equal(sa->state, STEP_FAILED);
    assert_int_equal(sb->state, STEP_BLOCKED);
    assert_int_equal(sd->state, STEP_FAILED);
    assert_string_equal(buf_str(&f.log), "start A;end A;start C;end C;start E;end E;");
    assert_false(f.broke_a_rule);
    graph_free(g);
    fake_done(&f);
}

static void
stop_now(void *user)
{
    graph_stop(user, false);
}

static void
test_a_stop_begins_nobody_else(void **state)
{
    struct fake f;
    struct act a = { .name = "a", .ms = 100 }, b = { .name = "b", .ms = 10 };

    fake_init(&f);
    struct graph *g = fake_graph(&f);
    struct step *sa = fake_add(g, &fake_api, "A", &a), *sb = fake_add(g, &fake_ssh, "B", &b);
    struct timer *timer = timer_start(f.loop, 50, stop_now, g);
    assert_true(fake_run(&f, g, &in_sequence));
    assert_int_equal(sa->state, STEP_DONE);
    assert_int_equal(sb->state, STEP_CANCELLED);
    assert_int_equal(b.starts, 0);
    timer_stop(timer);
    graph_free(g);
    fake_done(&f);
}

// Whatever fails, in passing or for good: always one alone, and always to the end.
static void
run_random(uint64_t seed)
{
    enum { N = 40, LINKS = 60 };
    const int codes[] = { LCT_ERETRY, LCT_EFAILED, LCT_EWAIT, LCT_EAMBIGUOUS };
    char names[N][8];
    struct act acts[N] = { 0 };
    struct step *steps[N];
    struct fake f;

    fake_init(&f);
    f.commit_ms = fake_random(&seed) % 2 ? -1 : 3;
    struct graph *g = fake_graph(&f);
    for (size_t i = 0; i < N; i++) {
        uint64_t r = fake_random(&seed);
        snprintf(names[i], sizeof names[i], "n%zu", i);
        acts[i] = (struct act){ .name = names[i],
            .also = i % 4 ? NULL : "x",
            .ms = (int64_t)(r % 100),
            .code = codes[r >> 8 & 3],
            .times = r >> 10 & 3 ? 0 : (unsigned)(r >> 12) % 7 };
        steps[i] = fake_add(g, kinds[fake_random(&seed) % 5], i % 3 ? "x" : names[i], &acts[i]);
    }
    for (size_t k = 0; k < LINKS; k++) {
        size_t to = 1 + fake_random(&seed) % (N - 1);
        struct step *on = steps[fake_random(&seed) % to];
        (fake_random(&seed) % 2 ? step_needs : step_after)(steps[to], on);
    }
    assert_true(fake_run(&f, g, &in_sequence));
    assert_int_equal(f.counts.done + f.counts.failed + f.counts.blocked, N);
    assert_alone(&f, acts, N);
    graph_free(g);
    fake_done(&f);
}

static void
test_random_graphs(void **state)
{
    for (uint64_t seed = 1; seed <= 300; seed++)
        run_random(seed * 0x9e3779b97f4a7c15u);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_order_is_that_of_adding),
        cmocka_unit_test(test_a_node_is_finished_before_the_next),
        cmocka_unit_test(test_nothing_slips_in_before_what_was_released),
        cmocka_unit_test(test_who_tries_again_keeps_its_place),
        cmocka_unit_test(test_who_looks_for_its_effect_keeps_its_place),
        cmocka_unit_test(test_one_failure_stops_nobody_else),
        cmocka_unit_test(test_a_stop_begins_nobody_else),
        cmocka_unit_test(test_random_graphs),
    };

    return RUN(tests);
}
