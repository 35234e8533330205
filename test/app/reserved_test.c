// SPDX-License-Identifier: MIT
// Addresses that a cluster reserves for its nodes: the next machine has the same, none is reserved
// twice or left, whatever stops it at whatever moment.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "process.h"

static struct lct_plan *
plan_of(struct process *p, int n, const char *reserved)
{
    _own_(free) char *text =
        mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                   "  - {name: web, type: g6-nanode-1, count: %d, reserved: %s}\n",
            n, reserved);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static int
create(struct process *p, int n, const char *reserved, const struct lct_watch *watch)
{
    struct lct_plan *plan = plan_of(p, n, reserved);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, &err);

    if (!watch && code != LCT_OK)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static int
apply(struct process *p, int n, const char *reserved, const struct lct_watch *watch)
{
    struct lct_plan *plan = plan_of(p, n, reserved);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_apply(p->t, "demo", plan, watch, &answer, &err);

    if (!watch && code != LCT_OK)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static void
resume(struct process *p)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    process_go_on(p);
    demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
}

static int
delete_all(struct process *p, const struct lct_watch *watch)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_delete(p->t, "demo", watch, &answer, &err);

    lct_answer_free(answer);
    return code;
}

// So many are there, one for each of as many nodes, and these have them.
static void
assert_held(struct process *p, size_t n)
{
    const struct mem_account *a = p->nodes.account;

    assert_whole(p, n);
    assert_int_equal(a->reserved.n, n);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(a->reserved.items[i].machine);
        assert_string_equal(
            a->reserved.items[i].machine->shown.public_ipv4, a->reserved.items[i].shown.address);
    }
}

static void
they_outlive_machines(void **state)
{
    struct process *p = process_new();
    const struct mem_account *a = p->nodes.account;
    const char *nodes[] = { "demo-us-east-web-01", "demo-us-east-web-02", NULL };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create(p, 2, "yes", NULL);
    assert_held(p, 2);
    apply(p, 2, "yes", NULL);
    _own_(free) char *first = mem_strdup(a->reserved.items[0].shown.address);
    demo_finish(lct_cluster_replace(p->t, "demo", nodes, NULL, &answer, &err), &answer, &err);
    assert_held(p, 2);
    assert_string_equal(a->reserved.items[0].shown.address, first);
    assert_int_equal(mem_account_requests(a, "reserved.create"), 2);
    assert_int_equal(mem_account_requests(a, "machine.create"), 4);
    process_end(p);
}

static void
they_are_given_back(void **state)
{
    struct process *p = process_new();
    const struct mem_account *a = p->nodes.account;

    create(p, 3, "yes", NULL);
    apply(p, 2, "yes", NULL);
    assert_held(p, 2);
    apply(p, 2, "no", NULL);
    assert_int_equal(a->reserved.n, 0);
    assert_int_equal(mem_account_requests(a, "machine.create"), 3);
    apply(p, 2, "yes", NULL);
    assert_held(p, 2);
    assert_int_equal(delete_all(p, NULL), LCT_OK);
    assert_int_equal(a->reserved.n, 0);
    process_end(p);
}

static void
others_are_left_alone(void **state)
{
    struct process *p = process_new();
    struct mem_account *a = p->nodes.account;
    _own_(free) char *theirs = mem_strdup(mem_account_reserve(a, "us-east"));

    create(p, 1, theirs, NULL);
    apply(p, 1, "yes", NULL);
    assert_int_equal(a->reserved.n, 2);
    assert_null(a->reserved.items[0].machine);
    assert_non_null(a->reserved.items[1].machine);
    apply(p, 1, theirs, NULL);
    assert_held(p, 1);
    assert_int_equal(delete_all(p, NULL), LCT_OK);
    assert_int_equal(a->reserved.n, 1);
    process_end(p);
}

// The work is interrupted at every moment in turn; what follows ends it.
static void
at_any_moment(int (*work)(struct process *p, const struct lct_watch *watch), bool there, size_t n)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        if (there)
            create(p, 2, "yes", NULL);
        code = work(p, process_interrupt(p, &m, moment));
        if (code != LCT_OK)
            resume(p);
        process_go_on(p);
        assert_held(p, n);
        assert_int_equal(delete_all(p, NULL), LCT_OK);
        assert_int_equal(p->nodes.account->reserved.n, 0);
        process_end(p);
    }
    assert_true(moment > 5);
}

static int
create_two(struct process *p, const struct lct_watch *watch)
{
    return create(p, 2, "yes", watch);
}

static int
leave_one(struct process *p, const struct lct_watch *watch)
{
    return apply(p, 1, "yes", watch);
}

static int
replace_one(struct process *p, const struct lct_watch *watch)
{
    const char *nodes[] = { "demo-us-east-web-01", NULL };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_replace(p->t, "demo", nodes, watch, &answer, &err);

    lct_answer_free(answer);
    return code;
}

static void
a_creation_stopped_at_any_moment(void **state)
{
    at_any_moment(create_two, false, 2);
}

static void
a_leaving_stopped_at_any_moment(void **state)
{
    at_any_moment(leave_one, true, 1);
}

static void
a_replacement_stopped_at_any_moment(void **state)
{
    at_any_moment(replace_one, true, 2);
}

static void
a_creation_stopped_at_any_moment_leaves_nothing(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        code = create(p, 1, "yes", process_interrupt(p, &m, moment));
        process_go_on(p);
        delete_all(p, NULL); // there may be no cluster yet
        assert_int_equal(p->nodes.account->reserved.n, 0);
        assert_int_equal(p->nodes.account->machines.n, 0);
        process_end(p);
    }
    assert_true(moment > 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_outlive_machines),
        cmocka_unit_test(they_are_given_back),
        cmocka_unit_test(others_are_left_alone),
        cmocka_unit_test(a_creation_stopped_at_any_moment),
        cmocka_unit_test(a_leaving_stopped_at_any_moment),
        cmocka_unit_test(a_replacement_stopped_at_any_moment),
        cmocka_unit_test(a_creation_stopped_at_any_moment_leaves_nothing),
    };

    return RUN(tests);
}
