// SPDX-License-Identifier: MIT
// NodeBalancers within VPCs from the outside of the library: made in the subnet of their nodes,
// with a range that they keep.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "process.h"

#define ONE "{name: front, nodes: web, drain: 40s, vpc: inner, port: 80, target_port: 8080}"
#define MOVED                                                                                    \
    "{name: front, nodes: web, vpc: {name: inner, range: 10.0.1.64/28}, port: 80, target_port: " \
    "8080}"
#define TWO                                                                                    \
    "{name: first, nodes: web, vpc: inner, port: 80}, {name: second, nodes: web, vpc: inner, " \
    "port: 80}"

#define OWN "{name: inner, subnets: [{name: web, ipv4: 10.0.1.0/24}]}"

static struct lct_plan *
plan_with(struct process *p, const char *vpc, int n, const char *balancers)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n"
                                        "  vpc: %s\n  nodes:\n"
                                        "  - {name: gate, type: g6-nanode-1, vpc: inner}\n"
                                        "  - {name: web, type: g6-nanode-1, count: %d, public: no, "
                                        "vpc: {name: inner, nat: no}}\n  nodebalancers: [%s]\n",
        vpc, n, balancers);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static struct lct_plan *
plan_of(struct process *p, int n, const char *balancers)
{
    return plan_with(p, OWN, n, balancers);
}

static void
create_with(struct process *p, const char *vpc, int n, const char *balancers)
{
    struct lct_plan *plan = plan_with(p, vpc, n, balancers);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err) < 0)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    lct_plan_free(plan);
}

static void
create(struct process *p, int n, const char *balancers)
{
    create_with(p, OWN, n, balancers);
}

static int
apply(struct process *p, int n, const char *balancers, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, balancers);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_apply(p->t, "demo", plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static const struct mem_balancer *
balancer(const struct process *p, size_t i)
{
    assert_true(i < p->nodes.account->balancers.n);
    return &p->nodes.account->balancers.items[i];
}

static bool
is_sent_to(const struct mem_balancer *b, const struct mem_machine *m)
{
    _own_(free) char *address = m->vpc_ipv4 ? mem_printf("%s:8080", m->vpc_ipv4) : NULL;

    vec_each (node, &b->ports.items[0].nodes)
        if (str_eq(node->address, address) && str_eq(node->mode, "accept"))
            return true;
    return false;
}

// To each of its nodes, and to nobody else.
static void
assert_sends(const struct process *p, size_t n)
{
    const struct mem_balancer *b = balancer(p, 0);
    size_t sent = 0;

    vec_each (m, &p->nodes.account->machines)
        sent += strstr((*m)->shown.label, "-web-") && is_sent_to(b, *m);
    assert_int_equal(sent, n);
    assert_int_equal(b->ports.items[0].nodes.n, n);
}

static void
it_sends_to_nodes_that_have_no_other_address(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    create(p, 2, ONE);
    assert_string_equal(balancer(p, 0)->within->range, "10.0.1.248/30");
    assert_sends(p, 2);
    assert_int_equal(apply(p, 2, ONE, &err), LCT_OK);
    assert_int_equal(mem_account_requests(p->nodes.account, "balancer.create"), 1);
    assert_int_equal(mem_account_requests(p->nodes.account, "balancer.member"), 2);
    assert_int_equal(apply(p, 3, ONE, &err), LCT_OK);
    assert_sends(p, 3);
    assert_int_equal(apply(p, 1, ONE, &err), LCT_OK);
    assert_sends(p, 1);
    process_end(p);
}

static void
two_of_a_subnet_have_ranges_of_their_own(void **state)
{
    struct process *p = process_new();

    create(p, 1, TWO);
    assert_string_not_equal(balancer(p, 0)->within->range, balancer(p, 1)->within->range);
    process_end(p);
}

// What others have there is seen before the first range is chosen: a NodeBalancer, a machine.
static void
in_a_vpc_of_others_it_leaves_them_theirs(void **state)
{
    static const struct balancer_vpc within = { "76", "77", "10.9.0.248/30" };
    static const char *const parts[] = { "x 10.9.0.0/24 77", NULL };
    static const char *const none[] = { NULL };
    struct process *p = process_new();
    struct mem_account *a = p->nodes.account;

    vec_push(&a->vpcs, ((struct thing){ .id = "76",
                           .label = "inner",
                           .region = "us-east",
                           .traits = "",
                           .tags = none,
                           .parts = parts,
                           .ready = true }));
    vec_push(&a->balancers, ((struct mem_balancer){ .shown = { .id = "78",
                                                        .label = "theirs",
                                                        .region = "us-east",
                                                        .traits = "",
                                                        .tags = none,
                                                        .ready = true },
                                .within = &within }));
    create_with(p, "{name: inner, existing: yes}", 2, ONE);
    assert_string_equal(balancer(p, 1)->within->range, "10.9.0.244/30");
    vec_each (m, &a->machines)
        assert_true(!(*m)->vpc_ipv4 || str_starts((*m)->vpc_ipv4, "10.9.0."));
    process_end(p);
}

static void
it_cannot_move(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    create(p, 1, ONE);
    assert_int_equal(apply(p, 1, MOVED, &err), LCT_EPLAN);
    assert_non_null(strstr(
        err.text, "is vpc inner/web 10.0.1.248/30 and cannot become vpc inner/web 10.0.1.64/28"));
    assert_non_null(strstr(err.hint, "another name"));
    process_end(p);
}

// The first try was refused, and the plan says another range by then.
static void
refuse_once(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    bool *refused = user;

    if (!str_eq(kind, "balancer.create") || *refused)
        return;
    *refused = true;
    t->code = LCT_EFAILED;
}

static void
one_that_was_not_made_may_be_made_elsewhere(void **state)
{
    struct process *p = process_new();
    struct lct_plan *plan = plan_of(p, 1, ONE);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    bool refused = false;

    mem_account_trouble(p->nodes.account, refuse_once, &refused);
    assert_true(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err) < 0 || refused);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    lct_answer_free(answer);
    lct_plan_free(plan);
    assert_int_equal(p->nodes.account->balancers.n, 0);
    if (apply(p, 1, MOVED, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(balancer(p, 0)->within->range, "10.0.1.64/28");
    assert_sends(p, 1);
    process_end(p);
}

static void
lose_once(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    bool *lost = user;

    if (!str_eq(kind, "balancer.create") || *lost)
        return;
    *lost = true;
    t->code = LCT_EAMBIGUOUS;
    t->effect = true;
}

static void
one_whose_answer_was_lost_is_found_by_where_it_is(void **state)
{
    struct process *p = process_new();
    bool lost = false;

    mem_account_trouble(p->nodes.account, lose_once, &lost);
    create(p, 1, ONE);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_true(lost);
    assert_int_equal(p->nodes.account->balancers.n, 1);
    assert_int_equal(mem_account_requests(p->nodes.account, "balancer.within"), 1);
    assert_sends(p, 1);
    process_end(p);
}

struct mover {
    struct process *p;
    bool lost;
};

static void
move(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    static const struct balancer_vpc elsewhere = { "1", "1", "10.0.1.64/30" };
    struct mover *m = user;

    lose_once(&m->lost, kind, subject, t);
    if (str_eq(kind, "balancer.find"))
        vec_each (b, &m->p->nodes.account->balancers)
            b->within = &elsewhere;
}

static void
one_that_is_elsewhere_is_not_taken(void **state)
{
    struct process *p = process_new();
    struct mover m = { .p = p };
    struct lct_plan *plan = plan_of(p, 1, ONE);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    mem_account_trouble(p->nodes.account, move, &m);
    lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    const struct lct_value *failed = lct_at(answer_get(answer, "failed"), 0);
    assert_non_null(strstr(lct_text(lct_get(failed, "message"), ""),
        "an earlier try made front elsewhere than vpc inner/web 10.0.1.248/30"));
    lct_answer_free(answer);
    lct_plan_free(plan);
    process_end(p);
}

static void
a_deletion_leaves_none(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create(p, 1, ONE);
    if (lct_cluster_delete(p->t, "demo", NULL, &answer, &err) < 0)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    assert_int_equal(p->nodes.account->balancers.n, 0);
    assert_int_equal(p->nodes.account->vpcs.n, 0);
    assert_int_equal(mem_account_requests(p->nodes.account, "vpc.remove"), 1); // it had not to wait
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_sends_to_nodes_that_have_no_other_address),
        cmocka_unit_test(two_of_a_subnet_have_ranges_of_their_own),
        cmocka_unit_test(in_a_vpc_of_others_it_leaves_them_theirs),
        cmocka_unit_test(it_cannot_move),
        cmocka_unit_test(one_that_was_not_made_may_be_made_elsewhere),
        cmocka_unit_test(one_whose_answer_was_lost_is_found_by_where_it_is),
        cmocka_unit_test(one_that_is_elsewhere_is_not_taken),
        cmocka_unit_test(a_deletion_leaves_none),
    };

    return RUN(tests);
}
