// SPDX-License-Identifier: MIT
// machine.delete in virtual time: what is deleted was perhaps asked for by a process that died, and
// the machine comes later than the deletion.
#include "../testing.h"

#include "base/mem.h"
#include "cloud/mem/cloud.h"
#include "step/kinds.h"

struct scene {
    struct loop *loop;
    struct mem_account *account;
    struct cloud *cloud;
    struct graph *graph;
    struct world world;
    struct member member;
    struct node node;
    bool ended;
    struct graph_counts counts;
};

static const struct context context = { "shop", "acme" };

static int
journal_put(void *user, const struct step *s, struct lct_err *err)
{
    return LCT_OK;
}

static void
journal_commit(void *user, void (*done)(void *, const struct lct_err *), void *done_user)
{
    done(done_user, NULL);
}

static void
on_ended(void *user, const struct lct_err *err, const struct graph_counts *c)
{
    struct scene *sc = user;

    assert_null(err);
    sc->ended = true;
    sc->counts = *c;
}

static int
set_up(void **state)
{
    struct scene *sc = NEW(struct scene);

    sc->loop = loop_new_virtual();
    sc->account = mem_account_new();
    sc->cloud = mem_cloud_open(sc->loop, sc->account, CLOUD_WRITE);
    sc->node = (struct node){ .cluster = "11111111-1111-4111-8111-111111111111",
        .uuid = "22222222-2222-4222-8222-222222222222",
        .generation = 1,
        .name = "web-01",
        .label = "web-01",
        .state = STATE_DESTROYING };
    sc->world = (struct world){ .loop = sc->loop,
        .arena = arena_new(),
        .cloud = sc->cloud,
        .ledger = ledger_new(sc->loop, NULL, &context), // nothing is committed
        .members = &sc->member,
        .n_members = 1 };
    sc->member = (struct member){ .world = &sc->world, .node = &sc->node, .leaving = true };
    *state = sc;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *sc = *state;

    graph_free(sc->graph);
    ledger_free(sc->world.ledger);
    arena_free(sc->world.arena);
    sc->cloud->ops->close(sc->cloud);
    loop_free(sc->loop);
    mem_account_free(sc->account);
    free(sc);
    return 0;
}

static int64_t
now(const struct scene *sc)
{
    return loop_clock(sc->loop)->now_ms(loop_clock(sc->loop));
}

static void
born(void *user, const struct lct_err *err, const struct machine *m)
{
    assert_int_equal(err->code, LCT_OK);
}

static void
make_machine(struct scene *sc, const char *const *tags)
{
    static const char *const keys[] = { "ssh-ed25519 A", NULL };
    const struct machine_spec spec = { .label = "web-01",
        .authorized_keys = keys,
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .tags = tags };

    sc->cloud->ops->machines->create(sc->cloud, &spec, born, NULL);
}

// The request of the process that died is carried out now.
static void
late_birth(void *user)
{
    struct scene *sc = user;

    make_machine(sc, member_tags(&sc->member));
}

static void
run(struct scene *sc)
{
    const struct journal journal = { journal_put, journal_commit, NULL };
    const struct graph_events events = { NULL, on_ended, sc };
    struct lct_err err;

    sc->graph = graph_new(sc->loop, &sc->world);
    graph_add(sc->graph, &machine_delete, "web-01", NULL, "", &sc->member);
    assert_int_equal(graph_run(sc->graph, NULL, &journal, &events, &err), LCT_OK);
    loop_run(sc->loop, &sc->ended);
    assert_int_equal(sc->counts.done, 1);
    assert_int_equal(sc->node.state, STATE_DESTROYED);
}

static void
test_a_machine_that_comes_late_is_deleted(void **state)
{
    struct scene *sc = *state;
    struct timer *birth = timer_start(sc->loop, 12000, late_birth, sc);

    sc->member.unheard_ms = now(sc) + 30000;
    run(sc);
    timer_stop(birth);
    assert_int_equal(mem_account_requests(sc->account, "machine.create"), 1);
    assert_int_equal(mem_account_count(sc->account), 0);
}

static void
test_none_comes(void **state)
{
    struct scene *sc = *state;
    int64_t began = now(sc);

    sc->member.unheard_ms = began + 30000;
    run(sc);
    assert_in_range(now(sc) - began, 30000, 60000);
    assert_int_equal(mem_account_requests(sc->account, "machine.remove"), 0);
}

static void
test_what_was_heard_of_is_not_waited_for(void **state)
{
    struct scene *sc = *state;
    int64_t began = now(sc);

    run(sc);
    assert_in_range(now(sc) - began, 0, 10);
}

static void
test_a_stranger_with_its_label_stays(void **state)
{
    static const char *const tags[] = { "theirs", NULL };
    struct scene *sc = *state;

    make_machine(sc, tags);
    sc->member.unheard_ms = now(sc) + 30000;
    run(sc);
    assert_int_equal(mem_account_count(sc->account), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_machine_that_comes_late_is_deleted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_none_comes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_what_was_heard_of_is_not_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_stranger_with_its_label_stays, set_up, tear_down),
    };

    return RUN(tests);
}
