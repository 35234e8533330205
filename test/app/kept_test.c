// SPDX-License-Identifier: MIT
// What the library makes of its inventory, in this process: clusters found by any of their names,
// what operations teach, plans and operations that are forgotten, and a store that takes its time.
#include "../contract/store_contract.h"
#include "../contract/store_use.h"
#include "../port/late_store.h"
#include "../testing.h"
#include "app/query/inventory.h"
#include "app/run/forecast.h"
#include "app/run/taught.h"
#include "base/mem.h"
#include "process.h"

static struct use
use_of(struct process *p)
{
    struct lct_err err;

    assert_int_equal(store_need(p->t, &err), LCT_OK);
    return (struct use){ p->t->loop, p->t->store, p->t->context, p->t->arena };
}

// ---- found

static struct cluster *
find(struct process *p, const char *name, struct lct_err *err)
{
    struct cluster *c = NULL;

    *err = (struct lct_err){ 0 };
    cluster_need(p->t, p->t->arena, name, &c, err);
    assert_int_equal(err->code == LCT_OK, c != NULL);
    return c;
}

static void
put_clusters(struct process *p)
{
    struct use u = use_of(p);
    struct cluster first = sample_cluster(CLUSTER_A, "My First Cluster"),
                   gone = sample_cluster(CLUSTER_B, "gone");

    first.app_id = "mycluster1";
    gone.state = STATE_DESTROYED;
    assert_int_equal(use_put(&u, RECORD_CLUSTER, &first), LCT_OK);
    assert_int_equal(use_put(&u, RECORD_CLUSTER, &gone), LCT_OK);
}

static void
clusters_are_found_by_any_of_their_names(void **state)
{
    static const char *const known[] = { "My First Cluster", "mycluster1", CLUSTER_A, "aaaaaaaa",
        "AAAAAAAA-0000", CLUSTER_B };
    static const char *const unknown[] = { "aaaaaaa", "aaaaaaab", "aaaaaaa%", "", "gone" };
    struct process *p = process_new();
    struct lct_err err;

    put_clusters(p);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_non_null(find(p, known[i], &err));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_null(find(p, unknown[i], &err));
        assert_int_equal(err.code, LCT_ENOTFOUND);
    }
    assert_null(find(p, "mycluser1", &err));
    assert_non_null(strstr(err.hint, "mycluster1"));
    assert_null(find(p, "nothing like it", &err));
    assert_string_equal(err.hint, "");
    process_end(p);
}

static void
a_uuid_s_beginning_may_be_that_of_several(void **state)
{
    struct process *p = process_new();
    struct cluster twin = sample_cluster("aaaaaaaa-0000-4000-8000-00000000000f", "twin"), *c;
    struct use u = use_of(p);
    struct lct_err err = { 0 };

    put_clusters(p);
    assert_int_equal(use_put(&u, RECORD_CLUSTER, &twin), LCT_OK);
    assert_int_equal(cluster_need(p->t, p->t->arena, "aaaaaaaa", &c, &err), LCT_EUSAGE);
    assert_non_null(find(p, CLUSTER_A, &err));
    process_end(p);
}

// ---- taught

static size_t
seen(struct process *p, const char *kind, struct seen **ret)
{
    _own_(map) struct map taught = { 0 };
    struct lct_err err;
    size_t n;

    assert_int_equal(taught_read(p->t, p->t->arena, &taught, &err), LCT_OK);
    *ret = taught_seen(&taught, p->t->arena, kind, NULL, &n);
    return n;
}

static void
operations_teach_how_long_steps_take(void **state)
{
    struct process *p = process_new();
    struct lct_count more[] = { { "web", LCT_COUNT_SET, 5 }, { 0 } };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct seen *s;

    assert_int_equal(use_of(p).store != NULL, 1);
    assert_int_equal(seen(p, "machine.ready", &s), 0);
    demo_create_well(p, 3);
    assert_int_equal(seen(p, "machine.ready", &s), 3);
    const int64_t before = s[0].began_ms;
    demo_finish(lct_cluster_scale(p->t, "demo", more, NULL, NULL, &answer, &err), &answer, &err);
    assert_int_equal(seen(p, "machine.ready", &s), 5);
    assert_true(s[0].began_ms > before && s[4].began_ms <= before); // the newest first
    for (size_t i = 0; i < 5; i++)
        assert_true(s[i].length.ms > 0 && s[i].length.waits_ms <= s[i].length.ms);
    assert_int_equal(seen(p, "machine.nothing", &s), 0);
    assert_true(usual_ms(p->t, "machine.ready", NULL) > 0);
    process_end(p);
}

static void
only_the_newest_lessons_are_kept(void **state)
{
    struct process *p = process_new();
    struct use u = use_of(p);
    struct buf times = { 0 };
    struct seen *s;

    for (int i = 0; i < TAUGHT_MAX; i++)
        buf_addf(&times, "%s[7,8,0]", i ? "," : "[");
    buf_adds(&times, "]");
    assert_int_equal(use_put(&u, RECORD_LESSON,
                         &(struct lesson_kept){ "machine.ready", "", buf_str(&times), 7 }),
        LCT_OK);
    buf_done(&times);
    demo_create_well(p, 2);
    assert_int_equal(seen(p, "machine.ready", &s), TAUGHT_MAX);
    assert_true(s[1].began_ms > 7);
    assert_int_equal(s[2].began_ms, 7);
    process_end(p);
}

// ---- forgotten

static void
change_plan(struct process *p, int times)
{
    for (int i = 0; i < times; i++) {
        _own_(free) char *text = mem_printf("# %d\nname: demo\nregions:\n- region: us-east\n  "
                                            "nodes:\n  - {name: web, type: g6-nanode-1}\n",
            i);
        struct lct_plan *plan = NULL;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        assert_int_equal(
            lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err), LCT_OK);
        demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
        lct_plan_free(plan);
    }
}

static void
the_last_plans_are_kept(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };
    struct cluster **plans;
    size_t n;

    demo_create_well(p, 1);
    change_plan(p, 12);
    const struct cluster *c = find(p, "demo", &err);
    plans = kept_plans(p->t, p->t->arena, c->uuid, &n, &err);
    assert_int_equal(n, 8);
    assert_string_equal(plans[0]->plan_digest, c->plan_digest);
    assert_non_null(strstr(plans[0]->plan_text, "# 11\n"));
    assert_non_null(strstr(plans[7]->plan_text, "# 4\n"));
    process_end(p);
}

static int64_t
prune(struct process *p, bool count_only)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_operation_prune(p->t, 0, count_only, &answer, &err), LCT_OK);
    int64_t n = lct_int(answer_get(answer, "operations"), -1);
    lct_answer_free(answer);
    return n;
}

static void
old_operations_and_contents_are_forgotten(void **state)
{
    struct process *p = process_new();
    struct use u = use_of(p);
    const struct blob kept = { "d1", "\"one\"" }, unnamed = { "d2", "\"two\"" };

    demo_create_well(p, 1);
    change_plan(p, 2);
    size_t n;
    struct cluster **c = use_ask(&u, ask_of(RECORD_CLUSTER, "name", "demo"), &n);
    c[0]->plan_parts =
        "{\"format\":2,\"parts\":{\"a\":{\"file\":{\"path\":\"a\",\"content\":\"d1\"}}}}";
    assert_int_equal(use_put(&u, RECORD_CLUSTER, c[0]), LCT_OK);
    assert_int_equal(use_put(&u, RECORD_BLOB, &kept), LCT_OK);
    assert_int_equal(use_put(&u, RECORD_BLOB, &unnamed), LCT_OK);
    assert_int_equal(prune(p, true), 2); // of three the newest stays
    assert_int_equal(use_count(&u, ask_all(RECORD_OPERATION)), 3);
    assert_int_equal(use_count(&u, ask_all(RECORD_BLOB)), 2);
    assert_int_equal(prune(p, false), 2);
    assert_int_equal(use_count(&u, ask_all(RECORD_OPERATION)), 1);
    assert_int_equal(use_count(&u, ask_of(RECORD_BLOB, "digest", "d1")), 1);
    assert_int_equal(use_count(&u, ask_all(RECORD_BLOB)), 1);
    assert_int_equal(prune(p, false), 0);
    process_end(p);
}

// ---- a store that takes its time

struct ticking {
    struct loop *loop;
    struct timer *next;
    int64_t last_ms, longest_ms;
    unsigned n;
};

static void
tick(void *user)
{
    struct ticking *t = user;
    const int64_t now = loop_now_ms(t->loop);

    if (t->n++ && now - t->last_ms > t->longest_ms)
        t->longest_ms = now - t->last_ms;
    t->last_ms = now;
    timer_stop(t->next);
    t->next = timer_start(t->loop, 10, tick, t);
}

static void
make_late(struct process *p, int64_t ms)
{
    struct use u = use_of(p);

    p->t->store = late_store(u.loop, u.store, ms);
}

// Of the virtual clock: whoever waited for the store beside the loop would wait for ever.
static void
a_late_store_stops_no_timer(void **state)
{
    struct process *p = process_new();
    struct lct_count two[] = { { "web", LCT_COUNT_SET, 2 }, { 0 } };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    make_late(p, 2000);
    struct ticking t = { .loop = p->t->loop };
    tick(&t);
    const int64_t begin = loop_now_ms(t.loop);
    assert_int_equal(lct_cluster_list(p->t, &answer, &err), LCT_OK);
    lct_answer_free(answer);
    assert_int_equal(loop_now_ms(t.loop) - begin, 2000);
    demo_create_well(p, 3);
    assert_whole(p, 3);
    demo_finish(lct_cluster_scale(p->t, "demo", two, NULL, NULL, &answer, &err), &answer, &err);
    assert_whole(p, 2);
    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(t.longest_ms, 10);
    assert_true(t.n > 5000);
    timer_stop(t.next);
    process_end(p);
}

// Its heartbeats are as late, and yet in time.
static void
a_store_later_than_its_heartbeats_keeps_the_lease(void **state)
{
    struct process *p = process_new();

    make_late(p, 12000);
    demo_create_well(p, 3);
    assert_whole(p, 3);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_are_found_by_any_of_their_names),
        cmocka_unit_test(a_uuid_s_beginning_may_be_that_of_several),
        cmocka_unit_test(operations_teach_how_long_steps_take),
        cmocka_unit_test(only_the_newest_lessons_are_kept),
        cmocka_unit_test(the_last_plans_are_kept),
        cmocka_unit_test(old_operations_and_contents_are_forgotten),
        cmocka_unit_test(a_late_store_stops_no_timer),
        cmocka_unit_test(a_store_later_than_its_heartbeats_keeps_the_lease),
    };

    return RUN(tests);
}
