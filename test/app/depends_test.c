// SPDX-License-Identifier: MIT
// Clusters that need each other, from the outside of the library, in this process.
#include "../testing.h"
#include "base/mem.h"
#include "base/str.h"
#include "process.h"

// A plan of one node; needs: the value of depends.
static struct lct_plan *
plan_of(struct process *p, const char *needs)
{
    _own_(free) char *text = mem_printf("name: one\ndepends: %s\nregions:\n- region: us-east\n"
                                        "  nodes:\n  - {name: web, type: g6-nanode-1}\n",
        needs);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static int
create(struct process *p, const char *name, const char *needs, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, needs);
    struct lct_answer *answer = NULL;
    const int code = lct_cluster_create(p->t, name, NULL, plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static int
apply(struct process *p, const char *name, const char *needs, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, needs);
    struct lct_answer *answer = NULL;
    const int code = lct_cluster_apply(p->t, name, plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

// zk, storm that needs it, and flink that needs storm.
static struct process *
three(void)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, "zk", "[]", &err), LCT_OK);
    assert_int_equal(create(p, "storm", "[{zookeeper: zk}]", &err), LCT_OK);
    assert_int_equal(create(p, "flink", "[storm]", &err), LCT_OK);
    return p;
}

static void
assert_state(struct process *p, const char *name, const char *state)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_show(p->t, name, &answer, &err), LCT_OK);
    assert_string_equal(lct_text(lct_get(answer_get(answer, "cluster"), "state"), ""), state);
    lct_answer_free(answer);
}

static const char *
before(const struct lct_changes *c, size_t i)
{
    const struct lct_value *list = lct_get(lct_changes_root(c), "before");

    return lct_text(lct_get(lct_at(list, i), "cluster"), "");
}

static void
carry_out(struct lct_changes *c)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_changes_carry_out(c, NULL, &answer, &err), &answer, &err);
    lct_changes_free(c);
}

// ---- what may be needed

static void
what_is_not_there_is_not_needed(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, "zk", "[]", &err), LCT_OK);
    assert_int_equal(create(p, "storm", "[zkk]", &err), LCT_EPLAN);
    assert_string_equal(err.text, "the plan depends on cluster zkk, which there is not");
    assert_string_equal(err.hint, "did you mean zk?");
    assert_int_equal(mem_account_count(p->nodes.account), 1);
    process_end(p);
}

static void
circles_are_refused_by_name(void **state)
{
    struct process *p = three();
    struct lct_err err = { 0 };

    assert_int_equal(apply(p, "zk", "[flink]", &err), LCT_EPLAN);
    assert_string_equal(
        err.text, "clusters would need each other in a circle: zk -> flink -> storm -> zk");
    assert_int_equal(apply(p, "zk", "[zk]", &err), LCT_EPLAN);
    assert_string_equal(err.text, "cluster zk would depend on itself");
    assert_int_equal(apply(p, "flink", "[zk]", &err), LCT_OK);
    process_end(p);
}

static void
both_sides_are_shown(void **state)
{
    struct process *p = three();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_show(p->t, "storm", &answer, &err), LCT_OK);
    const struct lct_value *c = answer_get(answer, "cluster");
    assert_int_equal(lct_count(lct_get(c, "depends")), 1);
    assert_string_equal(lct_text(lct_at(lct_get(c, "depends"), 0), ""), "zk");
    assert_int_equal(lct_count(lct_get(c, "dependents")), 1);
    assert_string_equal(lct_text(lct_at(lct_get(c, "dependents"), 0), ""), "flink");
    lct_answer_free(answer);
    process_end(p);
}

// ---- deleted

static void
one_that_is_needed_is_not_deleted(void **state)
{
    struct process *p = three();
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_delete(p->t, "zk", NULL, &answer, &err), LCT_EUSAGE);
    assert_string_equal(err.text, "cluster zk is needed by flink and storm");
    assert_advice(&err, LCT_ADVICE_CHANGES_DELETE_ALL, "zk");
    assert_int_equal(lct_changes_delete(p->t, "zk", &c, &err), LCT_EUSAGE);
    assert_null(c);
    assert_int_equal(mem_account_count(p->nodes.account), 3);

    assert_int_equal(lct_changes_delete_all(p->t, "zk", &c, &err), LCT_OK);
    assert_int_equal(lct_count(lct_get(lct_changes_root(c), "before")), 2);
    assert_string_equal(before(c, 0), "flink");
    assert_string_equal(before(c, 1), "storm");
    carry_out(c);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    process_end(p);
}

static void
its_last_node_is_not_deleted_either(void **state)
{
    struct process *p = three();
    struct lct_answer *answer = NULL, *nodes = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_nodes(p->t, "zk", &nodes, &err), LCT_OK);
    const char *label = lct_text(lct_get(lct_at(answer_get(nodes, "nodes"), 0), "label"), "");
    assert_int_equal(lct_node_delete(p->t, label, NULL, &answer, &err), LCT_EUSAGE);
    assert_string_equal(err.text, "cluster zk is needed by flink and storm");
    lct_answer_free(nodes);
    process_end(p);
}

// Whoever came to need it since it was shown is not left without it.
static void
who_came_meanwhile_is_not_left_alone(void **state)
{
    struct process *p = three();
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_delete_all(p->t, "zk", &c, &err), LCT_OK);
    assert_int_equal(create(p, "late", "[zk]", &err), LCT_OK);
    assert_int_equal(lct_changes_carry_out(c, NULL, &answer, &err), LCT_ECHANGED);
    assert_int_equal(mem_account_count(p->nodes.account), 4);
    lct_changes_free(c);
    process_end(p);
}

// ---- stopped and started

static void
one_that_is_needed_stops_with_those_that_need_it(void **state)
{
    struct process *p = three();
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_stop(p->t, "storm", NULL, NULL, &answer, &err), LCT_EUSAGE);
    assert_string_equal(err.text, "cluster storm is needed by flink, which is not stopped");
    assert_advice(&err, LCT_ADVICE_CHANGES_STOP_ALL, "storm");
    assert_int_equal(lct_changes_stop_all(p->t, "storm", NULL, &c, &err), LCT_OK);
    assert_string_equal(before(c, 0), "flink");
    carry_out(c);
    assert_state(p, "flink", "stopped");
    assert_state(p, "storm", "stopped");
    assert_state(p, "zk", "started");
    demo_finish(lct_cluster_stop(p->t, "zk", NULL, NULL, &answer, &err), &answer, &err);
    process_end(p);
}

static void
what_is_needed_starts_first(void **state)
{
    struct process *p = three();
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_stop_all(p->t, "zk", NULL, &c, &err), LCT_OK);
    carry_out(c);
    assert_int_equal(lct_changes_start(p->t, "storm", NULL, &c, &err), LCT_OK);
    assert_int_equal(lct_count(lct_get(lct_changes_root(c), "before")), 1);
    assert_string_equal(before(c, 0), "zk");
    lct_changes_free(c);
    demo_finish(lct_cluster_start(p->t, "flink", NULL, NULL, &answer, &err), &answer, &err);
    assert_state(p, "zk", "started");
    assert_state(p, "storm", "started");
    assert_state(p, "flink", "started");
    process_end(p);
}

static void
what_a_new_one_needs_starts_before_it(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(create(p, "zk", "[]", &err), LCT_OK);
    demo_finish(lct_cluster_stop(p->t, "zk", NULL, NULL, &answer, &err), &answer, &err);
    assert_int_equal(create(p, "storm", "[zk]", &err), LCT_OK);
    assert_state(p, "zk", "started");
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_not_needed),
        cmocka_unit_test(circles_are_refused_by_name),
        cmocka_unit_test(both_sides_are_shown),
        cmocka_unit_test(one_that_is_needed_is_not_deleted),
        cmocka_unit_test(its_last_node_is_not_deleted_either),
        cmocka_unit_test(who_came_meanwhile_is_not_left_alone),
        cmocka_unit_test(one_that_is_needed_stops_with_those_that_need_it),
        cmocka_unit_test(what_is_needed_starts_first),
        cmocka_unit_test(what_a_new_one_needs_starts_before_it),
    };

    return RUN(tests);
}
