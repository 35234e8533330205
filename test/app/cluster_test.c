// SPDX-License-Identifier: MIT
// Clusters from the outside of the library, in this process: made, shown, changed, deleted, and
// what becomes of them when the cloud refuses, an answer is lost, a script fails.
#include "../testing.h"
#include "base/str.h"
#include "process.h"

static void
a_preview_changes_nothing(void **state)
{
    struct process *p = process_new();
    struct lct_plan *plan = process_plan(p, 3);
    struct lct_changes *changes = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_create(p->t, "demo", NULL, plan, &changes, &err), LCT_OK);
    const struct lct_value *summary = lct_get(lct_changes_root(changes), "summary");
    assert_int_equal(lct_int(lct_get(summary, "create"), 0), 3);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 0);
    assert_int_equal(p->nodes.logins, 0);

    assert_int_equal(lct_changes_carry_out(changes, NULL, &answer, &err), LCT_OK);
    lct_answer_free(answer);
    lct_changes_free(changes);
    lct_plan_free(plan);
    assert_whole(p, 3);
    process_end(p);
}

static void
what_is_made_is_listed_and_deleted(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 2);
    assert_whole(p, 2);
    assert_int_equal(lct_cluster_list(p->t, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(answer_get(answer, "clusters")), 1);
    lct_answer_free(answer);

    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    assert_int_equal(lct_cluster_list(p->t, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(answer_get(answer, "clusters")), 0);
    lct_answer_free(answer);
    process_end(p);
}

static void
another_process_sees_it(void **state)
{
    struct process *p = process_new();

    demo_create_well(p, 2);
    process_close(p);
    process_open(p);
    assert_whole(p, 2);
    demo_create_well(p, 2); // that is there already
    assert_whole(p, 2);
    process_end(p);
}

static void
it_grows_and_shrinks(void **state)
{
    struct process *p = process_new();
    struct lct_count four[] = { { "web", LCT_COUNT_SET, 4 }, { 0 } };
    struct lct_count one[] = { { "web", LCT_COUNT_LESS, 3 }, { 0 } };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 2);
    demo_finish(lct_cluster_scale(p->t, "demo", four, NULL, NULL, &answer, &err), &answer, &err);
    assert_whole(p, 4);
    demo_finish(lct_cluster_scale(p->t, "demo", one, NULL, NULL, &answer, &err), &answer, &err);
    assert_whole(p, 1);
    process_end(p);
}

static void
an_audit_finds_what_another_hand_did(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    _own_(free) char *id = strdup(mem_account_machine(p->nodes.account, 0)->id);
    struct cloud *other = mem_cloud_open(p->t->loop, p->nodes.account, CLOUD_WRITE);
    other->ops->machines->remove(other, id, NULL, NULL);
    loop_run(p->t->loop, NULL);
    other->ops->close(other);

    assert_int_equal(lct_cluster_audit(p->t, "demo", &answer, &err), LCT_OK);
    assert_false(lct_bool(answer_get(answer, "agree"), true));
    assert_int_equal(lct_count(answer_get(answer, "lost")), 1);
    lct_answer_free(answer);
    demo_finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 1);
    process_end(p);
}

// ---- trouble

static void
an_account_limit_is_told_and_the_rest_is_done(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    mem_account_dials(p->nodes.account)->machines_max = 2;
    assert_int_equal(demo_create(p, 3, NULL, &answer, &err), LCT_EPARTIAL);
    assert_advice(&err, LCT_ADVICE_CLUSTER_RETRY, "demo");
    assert_non_null(strstr(err.hint, "the account's limit allows 2 of 3 Linodes"));
    const struct lct_value *failed = lct_at(answer_get(answer, "failed"), 0);
    assert_int_equal(lct_count(answer_get(answer, "failed")), 1);
    assert_string_equal(lct_text(lct_get(failed, "code"), ""), "quota");
    lct_answer_free(answer);
    assert_int_equal(mem_account_count(p->nodes.account), 2);

    mem_account_dials(p->nodes.account)->machines_max = 0;
    demo_finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 3);
    process_end(p);
}

// The first answer to each machine's creation is lost.
struct losses {
    char labels[8][64];
    size_t n;
};

static void
lose_first(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct losses *l = user;

    if (!str_eq(kind, "machine.create"))
        return;
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->labels[i], subject))
            return;
    snprintf(l->labels[l->n++], sizeof *l->labels, "%s", subject);
    *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
a_lost_answer_makes_no_second_machine(void **state)
{
    struct process *p = process_new();
    struct losses l = { 0 };

    mem_account_trouble(p->nodes.account, lose_first, &l);
    demo_create_well(p, 3);
    assert_int_equal(l.n, 3);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 3);
    assert_whole(p, 3);
    process_end(p);
}

// One node cannot be hardened until it is mended.
struct broken {
    char host[64];
    bool mended;
};

static int
fail_one(void *user, const char *host, const char *step)
{
    struct broken *b = user;

    if (!*b->host)
        snprintf(b->host, sizeof b->host, "%s", host);
    return !b->mended && str_eq(step, "secure") && str_eq(host, b->host) ? 3 : 0;
}

static void
a_script_that_fails_fails_its_node_alone(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct broken b = { 0 };

    p->nodes.status = fail_one;
    p->nodes.user = &b;
    assert_int_equal(demo_create(p, 3, NULL, &answer, &err), LCT_EPARTIAL);
    assert_int_equal(lct_count(answer_get(answer, "failed")), 1);
    assert_non_null(strstr(err.text, "2 of 3 nodes are ready"));
    lct_answer_free(answer);

    b.mended = true;
    demo_finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 3);
    process_end(p);
}

static void
machines_that_the_inventory_forgot_are_in_the_way(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    process_close(p);
    process_forget(p);
    process_open(p);
    assert_int_equal(demo_create(p, 1, NULL, &answer, &err), LCT_EEXISTS);
    assert_null(answer);
    assert_advice(&err, LCT_ADVICE_CLUSTER_ADOPT, "demo");
    assert_int_equal(mem_account_count(p->nodes.account), 1);

    const struct lct_adopt_args any = { 0 };
    assert_int_equal(lct_cluster_adopt_preview(p->t, "demo", &any, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(answer_get(answer, "nodes")), 1);
    lct_answer_free(answer);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_preview_changes_nothing),
        cmocka_unit_test(what_is_made_is_listed_and_deleted),
        cmocka_unit_test(another_process_sees_it),
        cmocka_unit_test(it_grows_and_shrinks),
        cmocka_unit_test(an_audit_finds_what_another_hand_did),
        cmocka_unit_test(an_account_limit_is_told_and_the_rest_is_done),
        cmocka_unit_test(a_lost_answer_makes_no_second_machine),
        cmocka_unit_test(a_script_that_fails_fails_its_node_alone),
        cmocka_unit_test(machines_that_the_inventory_forgot_are_in_the_way),
    };

    return RUN(tests);
}
