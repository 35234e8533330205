// SPDX-License-Identifier: MIT
// NodeBalancers when answers are lost, and when it all stops at any moment.
#include "../testing.h"
#include "balancers.h"
#include "base/err.h"
#include "base/str.h"

static void
lose_answers(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    unsigned *n = user;

    if (str_starts(kind, "balancer.") && (*n)++ % 3 == 0)
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
lost_answers_make_nothing_twice(void **state)
{
    struct process *p = process_new();
    unsigned n = 1;

    mem_account_trouble(p->nodes.account, lose_answers, &n);
    balancer_create_well(p, 2, TWO_PORTS);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_true(n > 6);
    assert_balanced(p, 2);
    process_end(p);
}

static void
a_creation_stopped_at_any_moment_is_resumed(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        code = balancer_create_demo(p, 2, TWO_PORTS, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_whole(p, 2);
        assert_balanced(p, 2);
        assert_int_equal(balancer_requests(p, "balancer.create"), 1);
        process_end(p);
    }
    assert_true(moment > 30);
}

static void
a_resize_stopped_at_any_moment_is_resumed(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        balancer_create_well(p, 2, TWO_PORTS);
        struct lct_plan *plan = balancer_plan(p, "g6-standard-2", 1, TWO_PORTS);
        code =
            lct_cluster_apply(p->t, "demo", plan, process_interrupt(p, &m, moment), &answer, &err);
        process_go_on(p);
        lct_answer_free(answer);
        if (code != LCT_OK)
            demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
        lct_plan_free(plan);
        assert_balanced(p, 1);
        process_end(p);
    }
    assert_true(moment > 20);
}

static void
assert_drained(struct process *p)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_nodes(p->t, "demo", &answer, &err), LCT_OK);
    const struct lct_value *nodes = answer_get(answer, "nodes");
    for (size_t i = 0; i < lct_count(nodes); i++)
        assert_string_equal(lct_text(lct_get(lct_at(nodes, i), "state"), ""), "drained");
    lct_answer_free(answer);
    assert_int_equal(balancer_port_of(p, 80)->nodes.n, 0);
    assert_int_equal(balancer_port_of(p, 443)->nodes.n, 0);
    assert_int_equal(balancer_requests(p, "machine.shutdown"), 0);
}

typedef int power_fn(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Stopped at that moment, and gone on with. Yields what the first try came to.
static int
stop_and_resume(struct process *p, power_fn *power, int moment)
{
    struct moment m;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = power(p->t, "demo", NULL, process_interrupt(p, &m, moment), &answer, &err);

    process_go_on(p);
    lct_answer_free(answer);
    if (code != LCT_OK) // before it was written down there is nothing to go on with
        demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
    demo_finish(power(p->t, "demo", NULL, NULL, &answer, &err), &answer, &err);
    return code;
}

static void
a_drain_stopped_at_any_moment_is_resumed(void **state)
{
    int drained = LCT_ECANCELLED, started = LCT_ECANCELLED, moment = 1;

    for (; drained != LCT_OK || started != LCT_OK; moment++) {
        struct process *p = process_new();
        balancer_create_well(p, 2, TWO_PORTS);
        drained = stop_and_resume(p, lct_cluster_drain, moment);
        assert_drained(p);
        balancer_apply_well(p, "g6-standard-1", 2, TWO_PORTS);
        assert_drained(p);
        started = stop_and_resume(p, lct_cluster_start, moment);
        assert_whole(p, 2);
        assert_balanced(p, 2);
        process_end(p);
    }
    assert_true(moment > 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_answers_make_nothing_twice),
        cmocka_unit_test(a_creation_stopped_at_any_moment_is_resumed),
        cmocka_unit_test(a_resize_stopped_at_any_moment_is_resumed),
        cmocka_unit_test(a_drain_stopped_at_any_moment_is_resumed),
    };

    return RUN(tests);
}
