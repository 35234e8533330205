// SPDX-License-Identifier: MIT
// Addresses of nodes beyond the first, from the outside of the library: IPv6 ranges and names,
// given once, given up, and what becomes of them when it all stops at any moment.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "process.h"

#define NAME "rdns: '{cluster}-{region}-{name}-{index:02}.example.com'"
static const char *const foreign[] = { "203.0.113.99", NULL };
#define BOTH ", ipv6: /64, " NAME

static struct lct_plan *
plan_of(struct process *p, int n, const char *type, const char *more)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, type: %s, count: %d%s}\n",
        type, n, more);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static int
create(
    struct process *p, int n, const char *more, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, "g6-nanode-1", more);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static void
apply_well(struct process *p, int n, const char *type, const char *more)
{
    struct lct_plan *plan = plan_of(p, n, type, more);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
}

static const struct mem_machine *
machine(struct process *p, size_t i)
{
    assert_true(i < p->nodes.account->machines.n);
    return p->nodes.account->machines.items[i];
}

// Each machine has one, the inventory knows which, and names are as they should be.
static void
assert_addressed(struct process *p, size_t n, const char *ending)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_whole(p, n);
    assert_int_equal(lct_cluster_show(p->t, "demo", &answer, &err), LCT_OK);
    for (size_t i = 0; i < n; i++) {
        const struct mem_machine *m = machine(p, i);
        const struct lct_value *node = lct_at(answer_get(answer, "nodes"), i);
        assert_true(str_ends(m->range, ending));
        assert_string_equal(lct_text(lct_get(node, "ipv6_range"), ""), m->range);
        _own_(free) char *name = mem_printf("%s.example.com", lct_text(lct_get(node, "name"), ""));
        assert_string_equal(m->rdns, name);
        assert_string_equal(lct_text(lct_get(node, "rdns"), ""), name);
    }
    lct_answer_free(answer);
}

static void
nodes_get_ranges_and_names(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 2, BOTH, NULL, &err), LCT_OK);
    assert_addressed(p, 2, "/64");
    apply_well(p, 2, "g6-nanode-1", BOTH);
    assert_int_equal(mem_account_requests(p->nodes.account, "range.create"), 2);
    assert_int_equal(mem_account_requests(p->nodes.account, "address.name"), 2);
    process_end(p);
}

static void
nodes_that_are_there_change(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 2, "", NULL, &err), LCT_OK);
    assert_int_equal(mem_account_requests(p->nodes.account, "address.list"), 0);
    apply_well(p, 2, "g6-nanode-1", BOTH);
    assert_addressed(p, 2, "/64");
    apply_well(p, 2, "g6-nanode-1", ", ipv6: /56, " NAME);
    assert_addressed(p, 2, "/56");
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    apply_well(p, 2, "g6-nanode-1", "");
    assert_null(machine(p, 0)->range);
    assert_null(machine(p, 1)->rdns);
    process_end(p);
}

// As the account does where a machine's /64 is all that it may have.
static void
the_next_machine_gets_its_own(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 1, BOTH, NULL, &err), LCT_OK);
    const char *before = machine(p, 0)->range;
    _own_(free) char *kept = mem_strdup(before);
    struct lct_answer *answer = NULL;
    const char *nodes[] = { "demo-us-east-web-01", NULL };
    demo_finish(lct_cluster_replace(p->t, "demo", nodes, NULL, &answer, &err), &answer, &err);
    assert_addressed(p, 1, "/64");
    assert_string_not_equal(machine(p, 0)->range, kept);
    process_end(p);
}

static void
a_name_that_is_refused_holds_nothing_up(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(
        create(p, 1, ", rdns: '{cluster}-{region}-{name}-{index:02}.invalid'", NULL, &err),
        LCT_EPARTIAL);
    assert_int_equal(machine(p, 0)->shown.status, MACHINE_RUNNING);
    assert_null(machine(p, 0)->rdns);
    apply_well(p, 1, "g6-nanode-1", BOTH);
    assert_addressed(p, 1, "/64");
    process_end(p);
}

// ---- IPv4 beside the first

// The inventory knows as many as the machine has, and which.
static void
assert_extra(struct process *p, size_t machines, size_t n)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_whole(p, machines);
    assert_int_equal(lct_cluster_show(p->t, "demo", &answer, &err), LCT_OK);
    for (size_t i = 0; i < machines; i++) {
        const struct mem_machine *m = machine(p, i);
        const struct lct_value *list =
            lct_get(lct_at(answer_get(answer, "nodes"), i), "extra_ipv4");
        assert_int_equal(m->more.n, n);
        assert_int_equal(lct_count(list), n);
        for (size_t k = 0; k < n; k++)
            assert_string_equal(lct_text(lct_at(list, k), ""), m->more.items[k]);
    }
    lct_answer_free(answer);
}

static void
nodes_get_further_addresses(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 2, ", extra_ipv4: 1", NULL, &err), LCT_OK);
    assert_extra(p, 2, 1);
    _own_(free) char *kept = mem_strdup(machine(p, 0)->more.items[0]);
    apply_well(p, 2, "g6-nanode-1", ", extra_ipv4: 1");
    assert_int_equal(mem_account_requests(p->nodes.account, "address.add"), 2);
    apply_well(p, 2, "g6-nanode-1", ", extra_ipv4: 3");
    assert_extra(p, 2, 3);
    assert_string_equal(machine(p, 0)->more.items[0], kept);
    apply_well(p, 2, "g6-nanode-1", ", extra_ipv4: 1");
    assert_extra(p, 2, 1);
    assert_string_equal(machine(p, 0)->more.items[0], kept); // the last ones go
    apply_well(p, 2, "g6-nanode-1", "");
    assert_extra(p, 2, 0);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    process_end(p);
}

// Nothing of it is of the plan's: it stays.
static void
what_others_added_stays(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 1, ", extra_ipv4: 1", NULL, &err), LCT_OK);
    struct mem_machine *m = p->nodes.account->machines.items[0];
    vec_push(&m->more, "203.0.113.99");
    m->shown.more_ipv4 = texts_both(m->arena, m->shown.more_ipv4, foreign);
    apply_well(p, 1, "g6-nanode-1", "");
    assert_int_equal(m->more.n, 1);
    assert_string_equal(m->more.items[0], "203.0.113.99");
    process_end(p);
}

// Another hand took it: the account is looked at, told, and the node gets another one.
static void
what_another_hand_took_is_given_again(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 1, ", extra_ipv4: 2", NULL, &err), LCT_OK);
    struct mem_machine *m = p->nodes.account->machines.items[0];
    m->more.n--;
    m->shown.more_ipv4 = texts_copy(m->arena, (const char *const[]){ m->more.items[0], NULL });
    assert_int_equal(lct_cluster_audit(p->t, "demo", &answer, &err), LCT_OK);
    const struct lct_value *found = answer_get(answer, "changed");
    assert_int_equal(lct_count(found), 1);
    assert_string_equal(lct_text(lct_get(lct_at(found, 0), "what"), ""), "address");
    lct_answer_free(answer);
    apply_well(p, 1, "g6-nanode-1", ", extra_ipv4: 2");
    assert_extra(p, 1, 2);
    process_end(p);
}

static void
more_than_the_account_may_have_is_told(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 1, ", extra_ipv4: 9", NULL, &err), LCT_EPARTIAL);
    assert_int_equal(machine(p, 0)->more.n, 7);
    apply_well(p, 1, "g6-nanode-1", ", extra_ipv4: 7");
    assert_extra(p, 1, 7);
    process_end(p);
}

static void
further_addresses_stopped_at_any_moment(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        code = create(p, 1, ", extra_ipv4: 2", process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_extra(p, 1, 2);
        process_end(p);
    }
    assert_true(moment > 10);
}

// ---- reserved ones

// Two of the account's; web has them, in this order.
static char *
reserve_two(struct process *p)
{
    struct mem_account *a = p->nodes.account;
    const char *first = mem_account_reserve(a, "us-east");

    return mem_printf(", reserved: [%s, %s]", first, mem_account_reserve(a, "us-east"));
}

static void
assert_reserved(struct process *p, size_t n)
{
    assert_whole(p, n);
    for (size_t i = 0; i < n; i++) {
        const struct mem_reserved *r = &p->nodes.account->reserved.items[i];
        assert_non_null(r->machine);
        assert_string_equal(r->machine->shown.public_ipv4, r->shown.address);
    }
}

static void
reserved_addresses_outlive_machines(void **state)
{
    struct process *p = process_new();
    _own_(free) char *two = reserve_two(p);
    const char *nodes[] = { "demo-us-east-web-01", "demo-us-east-web-02", NULL };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 2, two, NULL, &err), LCT_OK);
    assert_reserved(p, 2);
    apply_well(p, 2, "g6-nanode-1", two);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    _own_(free) char *label = mem_strdup(p->nodes.account->reserved.items[1].machine->shown.label);
    demo_finish(lct_cluster_replace(p->t, "demo", nodes, NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 4);
    assert_reserved(p, 2);
    assert_string_equal(p->nodes.account->reserved.items[1].machine->shown.label, label);
    process_end(p);
}

static void
what_cannot_be_had_is_told_before(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    mem_account_reserve(p->nodes.account, "eu-west");
    assert_int_equal(create(p, 1, ", reserved: 192.0.2.7", NULL, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "it is not reserved"));
    assert_int_equal(create(p, 1, ", reserved: 198.19.0.1", NULL, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "it is reserved in eu-west"));
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 0);
    process_end(p);
}

static void
a_replacement_stopped_at_any_moment_keeps_them(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        _own_(free) char *two = reserve_two(p);
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        assert_int_equal(create(p, 2, two, NULL, &err), LCT_OK);
        _own_(free) char *label =
            mem_strdup(p->nodes.account->reserved.items[1].machine->shown.label);
        const char *nodes[] = { "demo-us-east-web-01", "demo-us-east-web-02", NULL };
        code = lct_cluster_replace(
            p->t, "demo", nodes, process_interrupt(p, &m, moment), &answer, &err);
        process_go_on(p);
        lct_answer_free(answer);
        answer = NULL;
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_reserved(p, 2);
        assert_string_equal(p->nodes.account->reserved.items[1].machine->shown.label, label);
        process_end(p);
    }
    assert_true(moment > 10);
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
        code = create(p, 1, BOTH, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_addressed(p, 1, "/64");
        process_end(p);
    }
    assert_true(moment > 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_get_ranges_and_names),
        cmocka_unit_test(nodes_that_are_there_change),
        cmocka_unit_test(the_next_machine_gets_its_own),
        cmocka_unit_test(a_name_that_is_refused_holds_nothing_up),
        cmocka_unit_test(a_creation_stopped_at_any_moment_is_resumed),
        cmocka_unit_test(nodes_get_further_addresses),
        cmocka_unit_test(what_others_added_stays),
        cmocka_unit_test(what_another_hand_took_is_given_again),
        cmocka_unit_test(more_than_the_account_may_have_is_told),
        cmocka_unit_test(further_addresses_stopped_at_any_moment),
        cmocka_unit_test(reserved_addresses_outlive_machines),
        cmocka_unit_test(what_cannot_be_had_is_told_before),
        cmocka_unit_test(a_replacement_stopped_at_any_moment_keeps_them),
    };

    return RUN(tests);
}
