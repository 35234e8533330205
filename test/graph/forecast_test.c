// SPDX-License-Identifier: MIT
// What is foretold of a run: rates, lanes, sequences, tries again.
#include "graph/forecast.h"

#include "../testing.h"
#include "base/mem.h"

static int64_t
foretell(struct graph *g, const struct graph_limits *limits, struct pace *paces, size_t n)
{
    _own_(free) struct step_length *lengths = mem_array(graph_count(g) + 1, sizeof *lengths);
    const struct forecast_args args = { limits, lengths, paces, n };

    for (size_t i = 0; i < graph_count(g); i++)
        lengths[i].ms = step_usual_ms(graph_at(g, i));
    return graph_forecast(g, &args);
}

static const struct step_kind boot = { .name = "boot", .lane = LANE_WAIT, .usual_ms = 30000 };
static const struct step_kind create = {
    .name = "create", .lane = LANE_API, .usual_ms = 100, .request = "create"
};
static const struct step_kind retag = {
    .name = "retag", .lane = LANE_API, .usual_ms = 2000, .request = "retag"
};
static const struct step_kind push = { .name = "push", .lane = LANE_SSH, .usual_ms = 2000 };
static const struct step_kind join = { .name = "join", .lane = LANE_LOCAL };
static const struct step_kind change = {
    .name = "change", .lane = LANE_API, .changes_subject = true, .usual_ms = 1000
};

static struct step *
add(struct graph *g, const struct step_kind *kind, size_t i)
{
    char name[24];

    snprintf(name, sizeof name, "n%zu", i);
    return graph_add(g, kind, name, NULL, "", NULL);
}

static struct graph *
crowd(const struct step_kind *kind, size_t n)
{
    struct graph *g = graph_new(NULL, NULL);

    for (size_t i = 0; i < n; i++)
        add(g, kind, i);
    return g;
}

static void
assert_crowd(const struct step_kind *kind, size_t n, struct pace *pace, int64_t wanted)
{
    struct graph *g = crowd(kind, n);

    assert_int_equal(foretell(g, NULL, pace, pace != NULL), wanted);
    graph_free(g);
}

static void
test_no_steps_take_no_time(void **state)
{
    assert_crowd(&create, 0, NULL, 0);
}

static void
test_lanes_hold_what_they_may(void **state)
{
    const struct graph_limits three = { .lanes = { [LANE_SSH] = 3 } };
    struct graph *g;

    assert_crowd(&push, 64, NULL, 2000);
    assert_crowd(&push, 65, NULL, 4000);
    assert_crowd(&retag, 33, NULL, 4000);
    assert_crowd(&boot, 1000, NULL, 30000);
    g = crowd(&push, 7);
    assert_int_equal(foretell(g, &three, NULL, 0), 6000);
    graph_free(g);
}

static void
test_starts_wait_for_their_window(void **state)
{
    struct pace p = { .request = "create", .most = 20, .window_ms = 16000 };

    assert_crowd(&create, 20, &p, 100);
    assert_int_equal(p.starts, 20);
    assert_int_equal(p.late, 0);
    assert_crowd(&create, 21, &p, 16100);
    assert_int_equal(p.late, 1);
    assert_crowd(&create, 40, &p, 16100);
    assert_crowd(&create, 82, &p, 64100);
    assert_int_equal(p.starts, 82);
    assert_int_equal(p.late, 62);
    assert_crowd(&create, 10000, &p, 499 * 16000 + 100);
    assert_crowd(&retag, 82, &p, 6000); // another request
    assert_int_equal(p.starts, 0);
    p.most = 0;
    assert_crowd(&create, 1000, &p, 3200);
}

static void
test_the_present_window_may_be_used_up(void **state)
{
    struct pace p = {
        .request = "create", .most = 20, .window_ms = 16000, .used = 18, .left_ms = 4000
    };

    assert_crowd(&create, 2, &p, 100);
    assert_crowd(&create, 3, &p, 4100);
    assert_crowd(&create, 23, &p, 20100);
    p.used = 25; // others use the token, too
    assert_crowd(&create, 1, &p, 4100);
    p.left_ms = -5; // over
    assert_crowd(&create, 20, &p, 100);
}

// What comes later than a window's end opens the next one itself.
static void
test_windows_open_when_they_are_needed(void **state)
{
    struct pace p = { .request = "retag", .most = 1, .window_ms = 5000 };
    struct graph *g = graph_new(NULL, NULL);
    struct step *first = add(g, &retag, 1), *wait = add(g, &boot, 2), *last = add(g, &retag, 3),
                *end = add(g, &retag, 4);

    step_needs(wait, first);
    step_needs(last, wait);
    step_needs(end, last);
    assert_int_equal(foretell(g, NULL, &p, 1), 2000 + 30000 + 5000 + 2000);
    graph_free(g);
}

static struct graph *
nodes(size_t n)
{
    struct graph *g = graph_new(NULL, NULL);
    struct step *known = add(g, &join, 0);

    for (size_t i = 0; i < n; i++) {
        struct step *made = add(g, &create, i), *up = add(g, &boot, i), *told = add(g, &push, i);
        step_needs(up, made);
        step_needs(told, up);
        step_after(known, made);
        step_after(told, known);
    }
    return g;
}

static void
test_what_comes_after_the_last_create(void **state)
{
    struct pace p = { .request = "create", .most = 5, .window_ms = 16000 };
    struct graph *g = nodes(12);

    assert_int_equal(foretell(g, NULL, &p, 1), 32000 + 100 + 30000 + 2000);
    graph_free(g);
}

// Each step has its turn; while a node boots the limit opens again.
static void
test_in_a_sequence_all_is_added_up(void **state)
{
    const struct graph_limits in_sequence = { .sequential = true };
    struct pace p = { .request = "create", .most = 5, .window_ms = 16000 };
    struct graph *g = nodes(12);

    assert_int_equal(foretell(g, &in_sequence, &p, 1), 12 * (100 + 30000 + 2000));
    assert_int_equal(p.late, 0); // there are never six in one window
    graph_free(g);
    g = crowd(&create, 12);
    assert_int_equal(foretell(g, &in_sequence, &p, 1), 32000 + 2 * 100);
    assert_int_equal(p.late, 2); // those behind them come in time
    graph_free(g);
}

static void
test_one_change_of_a_subject_at_a_time(void **state)
{
    struct graph *g = graph_new(NULL, NULL);

    for (size_t i = 0; i < 5; i++) {
        char detail[24];
        snprintf(detail, sizeof detail, "%zu", i);
        graph_add(g, &change, "one", detail, "", NULL);
    }
    assert_int_equal(foretell(g, NULL, NULL, 0), 5000);
    graph_free(g);
}

// The longer way first: else it would end at 9000.
static void
test_the_critical_path_goes_first(void **state)
{
    const struct graph_limits one = { .lanes = { [LANE_API] = 1 } };
    struct graph *g = graph_new(NULL, NULL);
    struct step *a = add(g, &retag, 1), *b = add(g, &retag, 2), *after = add(g, &push, 3);

    (void)a;
    after->usual_ms = 5000;
    step_needs(after, b);
    assert_int_equal(foretell(g, &one, NULL, 0), 7000);
    graph_free(g);
}

// Whoever waits to be tried again leaves his place to others; in a sequence he keeps it.
static void
test_tries_again_leave_their_place(void **state)
{
    const struct graph_limits one = { .lanes = { [LANE_API] = 1 } },
                              in_sequence = { .sequential = true };
    const struct step_length lengths[2] = { { 10000, 9000 }, { 3000, 0 } };
    struct graph *g = crowd(&retag, 2);

    assert_int_equal(graph_forecast(g, &(struct forecast_args){ &one, lengths }), 10000);
    assert_int_equal(graph_forecast(g, &(struct forecast_args){ &in_sequence, lengths }), 13000);
    graph_free(g);
}

// 10,000 nodes, by the limit that Linode has; when all are known the lane of log-ins is one, too.
static void
test_many_nodes(void **state)
{
    struct pace p = { .request = "create", .most = 20, .window_ms = 16000 };
    struct graph *g = nodes(10000);

    assert_int_equal(foretell(g, NULL, &p, 1), 499 * 16000 + 100 + (10000 + 63) / 64 * 2000);
    graph_free(g);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_steps_take_no_time),
        cmocka_unit_test(test_lanes_hold_what_they_may),
        cmocka_unit_test(test_starts_wait_for_their_window),
        cmocka_unit_test(test_the_present_window_may_be_used_up),
        cmocka_unit_test(test_windows_open_when_they_are_needed),
        cmocka_unit_test(test_what_comes_after_the_last_create),
        cmocka_unit_test(test_in_a_sequence_all_is_added_up),
        cmocka_unit_test(test_one_change_of_a_subject_at_a_time),
        cmocka_unit_test(test_the_critical_path_goes_first),
        cmocka_unit_test(test_tries_again_leave_their_place),
        cmocka_unit_test(test_many_nodes),
    };

    return RUN(tests);
}
