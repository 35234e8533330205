// SPDX-License-Identifier: MIT
// Machines that others were at, in virtual time: one that is off is booted, none is waited for
// longer than its plan says, and what a list did not show is not replaced while it is there.
#include "../testing.h"

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/cloud.h"
#include "step/bundle/poller.h"
#include "step/kinds.h"

struct scene {
    struct loop *loop;
    struct mem_account *account;
    struct cloud *cloud;
    struct graph *graph;
    struct world world;
    struct member member;
    struct cluster cluster;
    struct node node;
    struct node_plan np;
    struct type type;
    struct image image;
    bool ended, told, never_boots;
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

static void
trouble(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    const struct scene *sc = user;

    t->never_boots = sc->never_boots;
}

static void
born(void *user, const struct lct_err *err, const struct machine *m)
{
    struct scene *sc = user;

    assert_int_equal(err->code, LCT_OK);
    sc->node.cloud_id = arena_strdup(sc->world.arena, m->id);
    sc->told = true;
}

static void
changed(void *user, const struct lct_err *err)
{
    struct scene *sc = user;

    assert_int_equal(err->code, LCT_OK);
    sc->told = true;
}

static void
pass(void *user)
{
    *(bool *)user = true;
}

static void
wait_ms(struct scene *sc, int64_t ms)
{
    bool over = false;
    struct timer *t = timer_start(sc->loop, ms, pass, &over);

    loop_run(sc->loop, &over);
    timer_stop(t);
}

// A node whose machine is off.
static int
set_up(void **state)
{
    static const char *const keys[] = { "ssh-ed25519 A", NULL };
    struct scene *sc = NEW(struct scene);

    sc->loop = loop_new_virtual();
    sc->account = mem_account_new();
    mem_account_trouble(sc->account, trouble, sc);
    sc->cloud = mem_cloud_open(sc->loop, sc->account, CLOUD_WRITE);
    sc->cluster = (struct cluster){ .uuid = "11111111-1111-4111-8111-111111111111" };
    sc->node = (struct node){ .cluster = "11111111-1111-4111-8111-111111111111",
        .uuid = "22222222-2222-4222-8222-222222222222",
        .generation = 1,
        .name = "web-01",
        .label = "web-01",
        .state = STATE_STARTED };
    sc->type.id = "g6-nanode-1";
    sc->image.id = "linode/debian12";
    sc->np = (struct node_plan){
        .ready_ms = 90000, .type = &sc->type, .image = &sc->image, .boot_on_create = true
    };
    sc->world = (struct world){ .loop = sc->loop,
        .arena = arena_new(),
        .cloud = sc->cloud,
        .ledger = ledger_new(sc->loop, NULL, &context), // nothing is committed
        .cluster = &sc->cluster,
        .members = &sc->member,
        .n_members = 1 };
    sc->world.poller = poller_new(&sc->world);
    sc->member =
        (struct member){ .world = &sc->world, .node = &sc->node, .np = &sc->np, .status_name = "" };
    sc->graph = graph_new(sc->loop, &sc->world);
    const struct machine_spec spec = { .label = "web-01",
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .authorized_keys = keys,
        .tags = member_tags(&sc->member) };
    sc->cloud->ops->machines->create(sc->cloud, &spec, born, sc);
    loop_run(sc->loop, &sc->told);
    wait_ms(sc, 60000);
    *state = sc;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *sc = *state;

    poller_free(sc->world.poller);
    graph_free(sc->graph);
    ledger_free(sc->world.ledger);
    arena_free(sc->world.arena);
    sc->cloud->ops->close(sc->cloud);
    loop_free(sc->loop);
    mem_account_free(sc->account);
    free(sc);
    return 0;
}

static struct step *
add(struct scene *sc, const struct step_kind *kind, struct step *before)
{
    struct step *s = graph_add(sc->graph, kind, "web-01", NULL, "", &sc->member);

    if (kind == &machine_ready)
        step_patience(s, sc->np.ready_ms);
    step_needs(s, before);
    return s;
}

static int64_t
run(struct scene *sc)
{
    const struct journal journal = { journal_put, journal_commit, NULL };
    const struct graph_events events = { NULL, on_ended, sc };
    const struct clock *c = loop_clock(sc->loop);
    int64_t began = c->now_ms(c);
    struct lct_err err;

    assert_int_equal(graph_run(sc->graph, NULL, &journal, &events, &err), LCT_OK);
    loop_run(sc->loop, &sc->ended);
    return c->now_ms(c) - began;
}

static enum machine_status
status(const struct scene *sc)
{
    return mem_account_machine(sc->account, 0)->status;
}

static void
test_one_that_is_off_is_booted(void **state)
{
    struct scene *sc = *state;
    const int64_t began_ms = loop_wall_ms(sc->loop);

    add(sc, &machine_ready, add(sc, &machine_boot, NULL));
    run(sc);
    assert_int_equal(sc->counts.done, 2);
    assert_int_equal(status(sc), MACHINE_RUNNING);
    assert_in_range(sc->node.updated_ms, began_ms, loop_wall_ms(sc->loop)); // not of our own day
}

static void
test_one_that_somebody_else_booted(void **state)
{
    struct scene *sc = *state;

    sc->told = false;
    sc->cloud->ops->machines->boot(sc->cloud, sc->node.cloud_id, NULL, changed, sc);
    loop_run(sc->loop, &sc->told); // it is busy when ours comes
    add(sc, &machine_ready, add(sc, &machine_boot, NULL));
    run(sc);
    assert_int_equal(sc->counts.done, 2);
    assert_int_equal(status(sc), MACHINE_RUNNING);
}

static void
test_one_that_does_not_boot(void **state)
{
    struct scene *sc = *state;
    struct step *ready;

    sc->never_boots = true;
    ready = add(sc, &machine_ready, add(sc, &machine_boot, NULL));
    run(sc);
    assert_int_equal(ready->state, STEP_FAILED);
    assert_non_null(strstr(ready->err->text, "did not boot: the kernel panicked"));
}

static void
boot(struct scene *sc)
{
    sc->told = false;
    sc->cloud->ops->machines->boot(sc->cloud, sc->node.cloud_id, NULL, changed, sc);
    loop_run(sc->loop, &sc->told);
    wait_ms(sc, 60000);
}

static void
test_the_last_start_counts(void **state)
{
    struct scene *sc = *state;
    struct step *ready;

    sc->never_boots = true;
    boot(sc);
    sc->never_boots = false;
    boot(sc);
    sc->told = false;
    sc->cloud->ops->machines->shutdown(sc->cloud, sc->node.cloud_id, changed, sc);
    loop_run(sc->loop, &sc->told);
    wait_ms(sc, 60000);
    ready = add(sc, &machine_ready, NULL);
    run(sc);
    assert_int_equal(ready->state, STEP_FAILED);
    assert_non_null(strstr(ready->err->text, "is offline although it was told to boot"));
}

static void
test_none_is_waited_for_longer_than_the_plan_says(void **state)
{
    struct scene *sc = *state;
    struct step *ready;

    mem_account_dials(sc->account)->boot_ms = 3600 * 1000;
    ready = add(sc, &machine_ready, add(sc, &machine_boot, NULL));
    assert_in_range(run(sc), 90000, 90000 + 10000);
    assert_int_equal(ready->state, STEP_FAILED);
    assert_non_null(strstr(ready->err->hint, "ready_timeout"));
}

static void
test_what_is_there_is_not_replaced_as_gone(void **state)
{
    struct scene *sc = *state;
    struct step *s = add(sc, &machine_replace, NULL);

    sc->node.lost = true; // so the list said
    run(sc);
    assert_int_equal(s->state, STEP_FAILED);
    assert_int_equal(s->err->code, LCT_EEXISTS);
    assert_int_equal(sc->node.generation, 1);
    assert_int_equal(mem_account_count(sc->account), 1);
}

static void
test_what_is_gone_is_replaced(void **state)
{
    struct scene *sc = *state;

    sc->told = false;
    sc->cloud->ops->machines->remove(sc->cloud, sc->node.cloud_id, changed, sc);
    loop_run(sc->loop, &sc->told);
    sc->node.lost = true;
    add(sc, &machine_replace, NULL);
    run(sc);
    assert_int_equal(sc->counts.done, 1);
    assert_int_equal(sc->node.generation, 2);
}

static void
test_tags_and_label_are_put(void **state)
{
    static const char *const tags[] = { "front", "billing-team", NULL };
    struct scene *sc = *state;

    sc->member.put_tags = tags;
    sc->member.put_label = "web-02";
    sc->node.granted = tags;
    add(sc, &machine_retag, NULL);
    run(sc);
    assert_int_equal(sc->counts.done, 1);
    assert_string_equal(mem_account_machine(sc->account, 0)->label, "web-02");
    assert_true(machine_tagged(mem_account_machine(sc->account, 0), "billing-team"));
    assert_null(sc->node.granted); // what it has is known again
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_that_is_off_is_booted),
        TEST(test_one_that_somebody_else_booted),
        TEST(test_one_that_does_not_boot),
        TEST(test_the_last_start_counts),
        TEST(test_none_is_waited_for_longer_than_the_plan_says),
        TEST(test_what_is_there_is_not_replaced_as_gone),
        TEST(test_what_is_gone_is_replaced),
        TEST(test_tags_and_label_are_put),
    };

    return RUN(tests);
}
