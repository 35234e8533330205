// SPDX-License-Identifier: MIT
// Clusters that name each other: what of the one is known to the other, from the outside of the
// library, in this process.
#include "../testing.h"
#include "base/str.h"
#include "process.h"

static void
carry_out(struct lct_changes *c)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_changes_carry_out(c, NULL, &answer, &err), &answer, &err);
    lct_changes_free(c);
}

static struct lct_plan *
plan_text(struct process *p, const char *text)
{
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

// How many addresses are those of the cluster, in the rule that names it.
static size_t
let_in(struct process *p, const char *cluster, const char *peer)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    size_t n = 0;

    assert_int_equal(lct_firewall_show(p->t, cluster, NULL, &answer, &err), LCT_OK);
    const struct lct_value *rules = lct_get(lct_at(answer_get(answer, "groups"), 0), "rules");
    for (size_t i = 0; i < lct_count(rules); i++) {
        const struct lct_value *of = lct_at(lct_get(lct_at(rules, i), "peers"), 0);
        if (str_eq(lct_text(lct_get(of, "name"), ""), peer))
            n += lct_count(lct_get(of, "addresses"));
    }
    lct_answer_free(answer);
    return n;
}

static bool
pushes(const struct lct_changes *c, const char *what)
{
    const struct lct_value *list =
        lct_get(lct_at(lct_get(lct_changes_root(c), "changes"), 0), "pushes");

    for (size_t i = 0; i < lct_count(list); i++)
        if (str_eq(lct_text(lct_at(list, i), ""), what))
            return true;
    return false;
}

// Do the rules of the first group let out to that port?
static bool
lets_out(struct process *p, const char *cluster, const char *port)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    bool lets = false;

    assert_int_equal(lct_firewall_show(p->t, cluster, NULL, &answer, &err), LCT_OK);
    const struct lct_value *rules = lct_get(lct_at(answer_get(answer, "groups"), 0), "rules");
    for (size_t i = 0; i < lct_count(rules); i++)
        lets |= str_eq(lct_text(lct_get(lct_at(rules, i), "direction"), ""), "out") &&
                str_eq(lct_text(lct_get(lct_at(rules, i), "ports"), ""), port);
    lct_answer_free(answer);
    return lets;
}

static bool
is_behind(struct process *p, const char *name)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    bool behind;

    assert_int_equal(lct_cluster_show(p->t, name, &answer, &err), LCT_OK);
    behind = lct_bool(lct_get(answer_get(answer, "cluster"), "behind"), false);
    lct_answer_free(answer);
    return behind;
}

static void
rules_name_the_nodes_of_other_clusters(void **state)
{
    static const char zk[] = "name: one\nhosts: {scope: [cluster, dependents]}\nregions:\n"
                             "- region: us-east\n  nodes:\n  - name: zk\n    type: g6-nanode-1\n"
                             "    firewall: [allow in tcp 2181 from cluster storm]\n";
    static const char storm[] = "name: one\ndepends: [{keeper: zk}]\nregions:\n- region: us-east\n"
                                "  nodes:\n  - name: storm\n    type: g6-nanode-1\n"
                                "    firewall: [allow out tcp 2181 to cluster keeper]\n";
    struct process *p = process_new();
    struct lct_plan *keeps = plan_text(p, zk), *needs = plan_text(p, storm);
    struct lct_answer *answer = NULL;
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_create(p->t, "zk", NULL, keeps, NULL, &answer, &err), &answer, &err);
    assert_int_equal(let_in(p, "zk", "cluster storm"), 0);
    demo_finish(lct_cluster_create(p->t, "storm", NULL, needs, NULL, &answer, &err), &answer, &err);
    assert_true(let_in(p, "storm", "cluster keeper") > 0);
    assert_true(let_in(p, "zk", "cluster storm") > 0);

    assert_int_equal(lct_changes_apply(p->t, "zk", keeps, &c, &err), LCT_OK);
    assert_false(pushes(c, "firewall"));
    lct_changes_free(c); // it heard of it
    assert_false(is_behind(p, "zk"));
    lct_plan_free(keeps);
    lct_plan_free(needs);
    process_end(p);
}

// Somebody else holds it when the other one grows.
static void
one_that_is_busy_hears_of_it_later(void **state)
{
    static const char zk[] = "name: one\nregions:\n- region: us-east\n  nodes:\n"
                             "  - name: zk\n    type: g6-nanode-1\n"
                             "    firewall: [allow in tcp 2181 from cluster storm]\n";
    struct process *p = process_new();
    _own_(arena) struct arena *a = arena_new();
    struct lct_plan *plan = plan_text(p, zk), *storm;
    struct lct_answer *answer = NULL, *ended = NULL;
    struct lct_err err = { 0 };
    struct lease lease;

    demo_finish(lct_cluster_create(p->t, "zk", NULL, plan, NULL, &answer, &err), &answer, &err);
    assert_int_equal(lct_cluster_show(p->t, "zk", &answer, &err), LCT_OK);
    const struct lease_wish wish = { lct_text(lct_get(answer_get(answer, "cluster"), "uuid"), ""),
        "somebody", 0, 3600000 };
    assert_int_equal(
        store_lease_now(p->t->loop, p->t->store, &p->t->context, a, &wish, &lease, &err), LCT_OK);
    storm = plan_text(p, "name: one\ndepends: [zk]\nregions:\n- region: us-east\n  nodes:\n"
                         "  - {name: web, type: g6-nanode-1}\n");
    demo_finish(lct_cluster_create(p->t, "storm", NULL, storm, NULL, &ended, &err), &ended, &err);
    assert_true(is_behind(p, "zk"));

    store_drop_now(p->t->loop, p->t->store, &p->t->context, wish.cluster, "somebody", &err);
    lct_answer_free(answer);
    demo_finish(lct_cluster_retry(p->t, "zk", NULL, &answer, &err), &answer, &err);
    assert_false(is_behind(p, "zk"));
    lct_plan_free(plan);
    lct_plan_free(storm);
    process_end(p);
}

#define KEEPERS(port, count)                                                  \
    "name: one\nports: {client: tcp " port "}\nregions:\n- region: us-east\n" \
    "  nodes:\n  - name: zk\n    type: g6-nanode-1\n    count: " count "\n"   \
    "    firewall: [allow in client from cluster storm]\n"

// Its nodes grow, and their port becomes another: who needs them hears of both.
static void
what_is_needed_moves(void **state)
{
    static const char storm[] = "name: one\ndepends: [{keeper: zk}]\nregions:\n- region: us-east\n"
                                "  nodes:\n  - name: storm\n    type: g6-nanode-1\n"
                                "    firewall: [allow out keeper.client to cluster keeper]\n";
    struct process *p = process_new();
    struct lct_plan *one, *more, *other, *needs;
    struct lct_answer *answer = NULL;
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    size_t before;

    one = plan_text(p, KEEPERS("2181", "1"));
    more = plan_text(p, KEEPERS("2181", "2"));
    other = plan_text(p, KEEPERS("2182", "2"));
    demo_finish(lct_cluster_create(p->t, "zk", NULL, one, NULL, &answer, &err), &answer, &err);
    needs = plan_text(p, storm);
    demo_finish(lct_cluster_create(p->t, "storm", NULL, needs, NULL, &answer, &err), &answer, &err);
    before = let_in(p, "storm", "cluster keeper");
    assert_true(lets_out(p, "storm", "2181"));

    assert_int_equal(lct_changes_apply(p->t, "zk", more, &c, &err), LCT_OK);
    assert_string_equal(lct_text(lct_at(lct_get(lct_changes_root(c), "after"), 0), ""), "storm");
    carry_out(c);
    assert_int_equal(let_in(p, "storm", "cluster keeper"), 2 * before);
    assert_false(is_behind(p, "storm"));

    assert_int_equal(lct_changes_apply(p->t, "zk", other, &c, &err), LCT_OK);
    assert_int_equal(lct_count(lct_get(lct_changes_root(c), "after")), 1);
    carry_out(c);
    assert_true(lets_out(p, "storm", "2182"));
    assert_false(is_behind(p, "storm"));
    // Read before, it says the old number.
    demo_finish(lct_cluster_apply(p->t, "storm", needs, NULL, &answer, &err), &answer, &err);
    assert_true(is_behind(p, "storm"));
    demo_finish(lct_cluster_resume(p->t, "storm", NULL, &answer, &err), &answer, &err);
    assert_false(is_behind(p, "storm"));
    lct_plan_free(one);
    lct_plan_free(more);
    lct_plan_free(other);
    lct_plan_free(needs);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_name_the_nodes_of_other_clusters),
        cmocka_unit_test(one_that_is_busy_hears_of_it_later),
        cmocka_unit_test(what_is_needed_moves),
    };

    return RUN(tests);
}
