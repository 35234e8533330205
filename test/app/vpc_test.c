// SPDX-License-Identifier: MIT
// VPCs of a cluster from the outside of the library: made before the machines in them, reached
// through one that has a public address, gone after them, whatever stops it.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "process.h"

// One node that others see, and so many that are in the VPC alone.
static struct lct_plan *
plan_of(struct process *p, int n, const char *vpc, const char *use)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  vpc: %s\n"
                                        "  nodes:\n"
                                        "  - {name: gate, type: g6-nanode-1, vpc: %s}\n"
                                        "  - {name: web, type: g6-nanode-1, count: %d, public: no, "
                                        "vpc: {name: %s, nat: no},\n"
                                        "     firewall: ['allow in tcp 80 from gate on vpc']}\n",
        vpc, use, n, use);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

#define ONE "{name: inner, subnets: [{name: a, ipv4: 10.0.1.0/24}]}"
#define TWO "{name: inner, subnets: [{name: a, ipv4: 10.0.1.0/24}, {name: b, ipv4: 10.0.2.0/24}]}"
#define OTHERS "{name: theirs, existing: yes}"

static int
create(struct process *p, int n, const char *vpc, const char *use, const struct lct_watch *watch,
    struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, vpc, use);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static void
create_well(struct process *p, int n, const char *vpc, const char *use)
{
    struct lct_err err = { 0 };

    if (create(p, n, vpc, use, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static int
apply(struct process *p, int n, const char *vpc, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, vpc, "inner");
    struct lct_answer *answer = NULL;
    int code = lct_cluster_apply(p->t, "demo", plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static size_t
vpcs(const struct process *p)
{
    return p->nodes.account->vpcs.n;
}

static const struct thing *
vpc(const struct process *p)
{
    assert_int_equal(vpcs(p), 1);
    return &p->nodes.account->vpcs.items[0];
}

// Every machine is in it.
static void
assert_inside(const struct process *p, size_t n)
{
    const struct mem_account *a = p->nodes.account;

    assert_int_equal(a->machines.n, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(a->machines.items[i]->vpc, vpc(p)->id);
}

static void
nodes_without_a_public_address_are_set_up(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 2, ONE, "inner");
    assert_whole(p, 3);
    assert_inside(p, 3);
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.addresses"), 1);
    assert_int_equal(lct_cluster_nodes(p->t, "demo", &answer, &err), LCT_OK);
    const struct lct_value *web = lct_at(answer_get(answer, "nodes"), 1);
    assert_string_equal(lct_text(lct_get(web, "networks"), ""), "vpc inner");
    assert_true(str_starts(lct_text(lct_get(web, "vpc_ipv4"), ""), "10.0.1."));
    assert_string_equal(lct_text(lct_get(web, "public_ipv4"), "none"), "none");
    assert_string_equal(lct_text(lct_get(web, "private_ipv4"), "none"), "none");
    lct_answer_free(answer);
    process_end(p);
}

static void
a_second_apply_changes_nothing(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    create_well(p, 1, ONE, "inner");
    assert_int_equal(apply(p, 1, ONE, &err), LCT_OK);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.create"), 1);
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.addresses"), 2); // it looks
    process_end(p);
}

// What the cluster's audit finds beside its nodes, and what apply says of the node.
static const char *
found(struct process *p, char out[static 512])
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    const struct lct_value *list;

    assert_int_equal(lct_cluster_audit(p->t, "demo", &answer, &err), LCT_OK);
    list = answer_get(answer, "resources");
    snprintf(
        out, 512, "%zu %s", lct_count(list), lct_text(lct_get(lct_at(list, 0), "message"), ""));
    lct_answer_free(answer);
    return out;
}

static void
another_hand_in_a_vpc_is_seen(void **state)
{
    struct process *p = process_new();
    struct mem_machine *gate;
    struct lct_err err = { 0 };
    char text[512];

    create_well(p, 1, ONE, "inner");
    assert_string_equal(found(p, text), "0 ");
    gate = p->nodes.account->machines.items[0];
    gate->vpc_ipv4 = "10.0.1.77";
    assert_non_null(strstr(found(p, text), "1 demo-us-east-gate-01: Linode"));
    assert_non_null(strstr(text, "has the address 10.0.1.77 in VPC inner, not 10.0.1."));
    assert_int_equal(apply(p, 1, ONE, &err), LCT_OK);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2); // it is let be
    gate->vpc = gate->subnet = gate->vpc_ipv4 = NULL;
    assert_non_null(strstr(found(p, text), "is in VPC inner no more"));
    process_end(p);
}

static void
ssh_goes_through_the_one_that_is_seen(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    _own_(free) char *options = NULL;

    create_well(p, 1, ONE, "inner");
    assert_int_equal(lct_node_ssh(p->t, "demo-us-east-web-01", NULL, NULL, &answer, &err), LCT_OK);
    options = lct_json(answer_get(answer, "argv"), false);
    assert_non_null(strstr(options, "ProxyCommand="));
    assert_non_null(strstr(options, "-W [%h]:%p 198.18."));
    assert_non_null(strstr(options, "HostKeyAlias=demo-us-east-web-01"));
    assert_string_equal(lct_text(answer_get(answer, "via"), ""), "demo-us-east-gate-01");
    lct_answer_free(answer);
    process_end(p);
}

static void
an_account_of_linode_interfaces_gives_those(void **state)
{
    static const char text[] =
        "name: demo\nregions:\n- region: us-east\n  vpc: " ONE "\n  nodes:\n"
        "  - {name: web, type: g6-nanode-1, count: 2, vpc: inner, cloud_firewall: yes}\n"
        "  - {name: db, type: g6-nanode-1}\n";
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_plan *plan;
    struct lct_err err = { 0 };
    size_t behind = 0;

    mem_account_dials(p->nodes.account)->interfaces = ACCOUNT_LINODE_ONLY;
    assert_int_equal(
        lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err), LCT_OK);
    demo_finish(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
    vec_each (m, &p->nodes.account->machines)
        behind += (*m)->firewall && (*m)->filtered == 2;
    assert_int_equal(behind, 2);
    process_end(p);
}

static void
subnets_come_and_go(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_plan *plan;
    struct lct_err err = { 0 };
    _own_(free) char *text = NULL;

    create_well(p, 1, ONE, "inner");
    text = mem_printf("name: demo\nregions:\n- region: us-east\n  vpc: %s\n  nodes:\n"
                      "  - {name: gate, type: g6-nanode-1, vpc: {name: inner, subnet: b}}\n",
        TWO);
    assert_int_equal(
        lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err), LCT_OK);
    demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
    assert_int_equal(texts_count(vpc(p)->parts), 2);
    assert_inside(p, 1); // another machine: in another subnet
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.create"), 1);
    process_end(p);
}

static void
nothing_is_left(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 1, ONE, "inner");
    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    assert_int_equal(vpcs(p), 0);
    process_end(p);
}

static void
each_region_has_its_own(void **state)
{
    static const char text[] =
        "name: demo\nregionplan:\n  name: shop\n  nodes:\n"
        "  - {name: gate, type: g6-nanode-1, vpc: inner}\n"
        "  - {name: web, type: g6-nanode-1, public: no, vpc: {name: inner, nat: no}}\n"
        "regions:\n- {region: us-east, regionplan: shop, vpc: " ONE "}\n"
        "- {region: us-ord, regionplan: shop, vpc: " ONE "}\n";
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_plan *plan;
    struct lct_err err = { 0 };

    assert_int_equal(
        lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err), LCT_OK);
    demo_finish(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
    assert_whole(p, 4);
    assert_int_equal(vpcs(p), 2);
    process_end(p);
}

// ---- what others made

static void
others_make(struct process *p, const char *label)
{
    struct mem_account *a = p->nodes.account;
    static const char *const parts[] = { "x 10.9.0.0/24 77", NULL };

    vec_push(&a->vpcs, ((struct thing){ .id = "76",
                           .label = label,
                           .region = "us-east",
                           .traits = "",
                           .tags = texts_copy(a->arena, NULL),
                           .parts = parts,
                           .ready = true }));
}

static void
what_others_made_is_used_and_stays(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    others_make(p, "theirs");
    create_well(p, 1, OTHERS, "theirs");
    assert_inside(p, 2);
    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_string_equal(vpc(p)->label, "theirs");
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.create"), 0);
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.remove"), 0);
    process_end(p);
}

static void
a_label_that_is_taken_becomes_another(void **state)
{
    struct process *p = process_new();

    others_make(p, "inner");
    create_well(p, 1, ONE, "inner");
    assert_int_equal(vpcs(p), 2);
    assert_string_equal(p->nodes.account->vpcs.items[1].label, "demo-us-east-inner");
    assert_string_equal(p->nodes.account->vpcs.items[0].label, "inner");
    process_end(p);
}

static void
what_is_not_there_is_told(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create(p, 1, OTHERS, "theirs", NULL, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "the account has no VPC 'theirs' in us-east"));
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    process_end(p);
}

// ---- trouble

static void
lose_answers(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    unsigned *left = user;

    if ((str_eq(kind, "vpc.create") || str_eq(kind, "vpc.remove")) && *left && (*left)--)
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
lost_answers_make_no_second_one(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    unsigned left = 1;

    mem_account_trouble(p->nodes.account, lose_answers, &left);
    create_well(p, 1, ONE, "inner");
    assert_int_equal(left, 0);
    assert_inside(p, 2);
    left = 1;
    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(left, 0);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_int_equal(vpcs(p), 0);
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
        code = create(p, 1, ONE, "inner", process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_whole(p, 2);
        assert_inside(p, 2);
        process_end(p);
    }
    assert_true(moment > 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_without_a_public_address_are_set_up),
        cmocka_unit_test(a_second_apply_changes_nothing),
        cmocka_unit_test(another_hand_in_a_vpc_is_seen),
        cmocka_unit_test(ssh_goes_through_the_one_that_is_seen),
        cmocka_unit_test(an_account_of_linode_interfaces_gives_those),
        cmocka_unit_test(subnets_come_and_go),
        cmocka_unit_test(nothing_is_left),
        cmocka_unit_test(each_region_has_its_own),
        cmocka_unit_test(what_others_made_is_used_and_stays),
        cmocka_unit_test(a_label_that_is_taken_becomes_another),
        cmocka_unit_test(what_is_not_there_is_told),
        cmocka_unit_test(lost_answers_make_no_second_one),
        cmocka_unit_test(a_creation_stopped_at_any_moment_is_resumed),
    };

    return RUN(tests);
}
