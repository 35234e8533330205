// SPDX-License-Identifier: MIT
// Who is in a cluster at a time: the same nodes are the same roster, and who joined and left is
// told from two of them.
#include "../testing.h"
#include "base/str.h"
#include "model/hook.h"
#include "model/node.h"
#include "model/roster.h"

#define N 4

struct scene {
    struct arena *arena;
    struct node nodes[N];
    const struct node *all[N];
};

static struct node
node_of(const char *uuid, const char *name, const char *id, unsigned index)
{
    struct node n = { .name = name,
        .group = "web",
        .region = "us-east",
        .index = index,
        .cloud_id = id,
        .private_ipv4 = "192.168.1.1",
        .vpc = "7",
        .vpc_ipv4 = "10.0.0.9" };

    snprintf(n.uuid, sizeof n.uuid, "%s", uuid);
    return n;
}

static int
set_up(void **state)
{
    static struct scene sc;
    static const char *const tags[] = { "a", "b", NULL };

    sc = (struct scene){ .arena = arena_new() };
    sc.nodes[0] = node_of("c", "web-1", "1", 1);
    sc.nodes[1] = node_of("b", "web-2", "2", 2);
    sc.nodes[2] = node_of("a", "web-10", "3", 10);
    sc.nodes[3] = node_of("d", "web-11", NULL, 11); // it has no machine
    sc.nodes[1].tags = tags;
    for (size_t i = 0; i < N; i++)
        sc.all[i] = &sc.nodes[i];
    *state = &sc;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *sc = *state;

    arena_free(sc->arena);
    return 0;
}

static void
any_order_is_one(void **state)
{
    struct scene *sc = *state;
    const struct node *other[N] = { sc->all[3], sc->all[2], sc->all[0], sc->all[1] };
    const char *text = roster_text(sc->arena, sc->all, N);
    char x[DIGEST_TEXT], y[DIGEST_TEXT];

    assert_string_equal(text, roster_text(sc->arena, other, N));
    assert_string_equal(roster_digest(text, x), roster_digest(text, y));
    assert_true(roster_same(sc->arena, text, text));
    assert_null(strstr(text, "web-11"));
}

static void
joined_and_left(void **state)
{
    struct scene *sc = *state;
    const char *was = roster_text(sc->arena, sc->all, 2), *now;

    now = roster_text(sc->arena, sc->all + 1, 2);
    assert_string_equal(roster_beyond(sc->arena, now, was, NULL).names, "web-10");
    assert_string_equal(roster_beyond(sc->arena, was, now, NULL).names, "web-1");
    assert_string_equal(roster_beyond(sc->arena, was, was, NULL).names, "");
    assert_string_equal(roster_beyond(sc->arena, was, "", "7").lines,
        "web-1\tweb\tus-east\t1\t10.0.0.9\t-\t-\t-\nweb-2\tweb\tus-east\t2\t10.0.0.9\t-\t-\ta,b\n");
    assert_string_equal(roster_beyond(sc->arena, was, now, "8").lines,
        "web-1\tweb\tus-east\t1\t192.168.1.1\t-\t-\t-\n");
    assert_false(roster_same(sc->arena, was, now));
    assert_false(roster_same(sc->arena, was, ""));
}

// Another machine of the same node is another one; another address of it is not.
static void
machines_are_told_apart(void **state)
{
    struct scene *sc = *state;
    const char *was = roster_text(sc->arena, sc->all, 1), *now;

    sc->nodes[0].public_ipv4 = "1.2.3.4";
    now = roster_text(sc->arena, sc->all, 1);
    assert_string_not_equal(was, now);
    assert_true(roster_same(sc->arena, was, now));
    sc->nodes[0].cloud_id = "99";
    now = roster_text(sc->arena, sc->all, 1);
    assert_string_equal(roster_beyond(sc->arena, now, was, NULL).names, "web-1");
    assert_string_equal(roster_beyond(sc->arena, was, now, NULL).names, "web-1");
}

// What the inventory has may be anything.
static void
what_is_no_line_is_passed_over(void **state)
{
    struct scene *sc = *state;

    assert_string_equal(roster_beyond(sc->arena, "x\n\n\t\t\nweb", "", NULL).names, "");
    assert_true(roster_same(sc->arena, "\n\n", "nonsense"));
}

static void
marks(void **state)
{
    struct scene *sc = *state;
    const struct plan_step ps = { .event = EVENT_MEMBERSHIP, .digest = "d1" };
    const char *told = hook_told_mark(sc->arena, &ps, "r1");
    const char *telling = hook_telling_mark(sc->arena, &ps, "r1", "r2");

    assert_string_equal(hook_told(sc->arena, told).told, "r1");
    assert_null(hook_told(sc->arena, told).telling);
    assert_false(hook_begun(told, EVENT_MEMBERSHIP, &sc->nodes[0]));
    assert_string_equal(hook_told(sc->arena, telling).told, "r1");
    assert_string_equal(hook_told(sc->arena, telling).telling, "r2");
    assert_true(hook_begun(telling, EVENT_MEMBERSHIP, &sc->nodes[0]));
    assert_string_equal(hook_mark_digest(sc->arena, telling), "d1");
    assert_null(hook_told(sc->arena, NULL).told);
    assert_null(hook_told(sc->arena, "d1#3").told);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_order_is_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(joined_and_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(machines_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_line_is_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks, set_up, tear_down),
    };

    return RUN(tests);
}
