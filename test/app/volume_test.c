// SPDX-License-Identifier: MIT
// Volumes of a cluster from the outside of the library: made, attached before the machines boot,
// kept when machines and nodes go, and what becomes of them when it all stops at any moment.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "volumes.h"

// A machine that boots finds its volume.
static void
on_boot(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct process *p = user;

    if (str_eq(kind, "machine.boot"))
        for (size_t i = 0; i < volumes(p); i++)
            assert_non_null(volume(p, i)->machine);
}

static void
a_node_boots_with_its_volume(void **state)
{
    struct process *p = process_new();

    mem_account_trouble(p->nodes.account, on_boot, p);
    volumes_create_well(p, 1);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_true(volumes_whole(p, 1));
    assert_whole(p, 1);
    assert_int_equal(volume(p, 0)->shown.size_gb, 20);
    assert_int_equal(texts_count(volume(p, 0)->shown.tags), 2);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.boot"), 1);
    process_end(p);
}

static void
a_second_apply_changes_nothing(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 3);
    assert_true(volumes_whole(p, 3));
    const unsigned before = mem_account_requests(p->nodes.account, "volume.attach");
    volumes_apply_well(p, "g6-standard-1", 3, 20);
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.attach"), before);
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.create"), 3);
    assert_true(volumes_whole(p, 3));
    process_end(p);
}

static void
a_plan_may_get_volumes_later(void **state)
{
    struct process *p = process_new();

    demo_create_well(p, 2);
    volumes_apply_well(p, "g6-standard-1", 2, 20);
    assert_true(volumes_whole(p, 2));
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    process_end(p);
}

static void
the_next_machine_gets_it_back(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 2);
    _own_(free) char *id = mem_strdup(volume(p, 0)->shown.id);
    volumes_apply_well(p, ANOTHER_MACHINE, 2, 20);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 4);
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.create"), 2);
    assert_string_equal(volume(p, 0)->shown.id, id);
    assert_true(volumes_whole(p, 2));
    assert_whole(p, 2);
    process_end(p);
}

static void
it_grows_and_never_shrinks(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    volumes_create_well(p, 1);
    volumes_apply_well(p, "g6-standard-1", 1, 40);
    assert_int_equal(volume(p, 0)->shown.size_gb, 40);
    assert_int_equal(volumes_apply(p, "g6-standard-1", 1, 30, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "has 40 GB and cannot shrink to 30 GB"));
    assert_int_equal(volume(p, 0)->shown.size_gb, 40);
    process_end(p);
}

static void
nodes_that_go_leave_theirs(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 2);
    volumes_apply_well(p, "g6-standard-1", 1, 20);
    assert_int_equal(mem_account_count(p->nodes.account), 1);
    assert_int_equal(volumes(p), 2);
    assert_null(volume(p, 1)->machine);
    volumes_apply_well(p, "g6-standard-1", 2, 20);
    assert_int_equal(volumes(p), 3);
    assert_null(volume(p, 1)->machine);
    assert_non_null(volume(p, 2)->machine);
    process_end(p);
}

static void
a_deletion_keeps_and_names_them(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    volumes_create_well(p, 2);
    assert_int_equal(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), LCT_OK);
    const char *summary = lct_text(lct_get(answer_get(answer, "operation"), "summary"), "");
    assert_non_null(strstr(summary, "2 volumes are kept"));
    assert_non_null(strstr(summary, volume(p, 0)->shown.label));
    assert_non_null(strstr(summary, "$4.00 a month together"));
    lct_answer_free(answer);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    assert_int_equal(volumes(p), 2);
    assert_null(volume(p, 0)->machine);
    process_end(p);
}

// ---- trouble

static void
lose_answers(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    unsigned *left = user;

    if (str_starts(kind, "volume.") && !str_eq(kind, "volume.get") &&
        !str_eq(kind, "volume.find") && !str_eq(kind, "volume.list") && *left && (*left)--)
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
lost_answers_make_no_second_volume(void **state)
{
    struct process *p = process_new();
    unsigned left = 4;

    mem_account_trouble(p->nodes.account, lose_answers, &left);
    volumes_create_well(p, 2);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_int_equal(left, 0);
    assert_true(volumes_whole(p, 2));
    process_end(p);
}

static void
what_another_hand_attached_is_left_there(void **state)
{
    struct process *p = process_new();
    struct mem_volume *v;
    struct lct_err err = { 0 };

    volumes_create_well(p, 2);
    v = &p->nodes.account->volumes.items[0];
    v->machine = volume(p, 1)->machine;
    assert_int_equal(volumes_apply(p, "g6-standard-1", 2, 20, &err), LCT_EPARTIAL);
    assert_string_equal(volume(p, 0)->machine, volume(p, 1)->machine);
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
        code = volumes_create(p, 2, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_true(volumes_whole(p, 2));
        assert_whole(p, 2);
        process_end(p);
    }
    assert_true(moment > 30);
}

static void
a_replacement_stopped_at_any_moment_is_resumed(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        volumes_create_well(p, 1);
        struct lct_plan *plan = volumes_plan(p, ANOTHER_MACHINE, 1, 40, "");
        code =
            lct_cluster_apply(p->t, "demo", plan, process_interrupt(p, &m, moment), &answer, &err);
        process_go_on(p);
        lct_answer_free(answer);
        if (code != LCT_OK)
            demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
        lct_plan_free(plan);
        assert_true(volumes_whole(p, 1));
        assert_int_equal(volume(p, 0)->shown.size_gb, 40);
        assert_int_equal(mem_account_requests(p->nodes.account, "volume.create"), 1);
        process_end(p);
    }
    assert_true(moment > 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_boots_with_its_volume),
        cmocka_unit_test(a_second_apply_changes_nothing),
        cmocka_unit_test(a_plan_may_get_volumes_later),
        cmocka_unit_test(the_next_machine_gets_it_back),
        cmocka_unit_test(it_grows_and_never_shrinks),
        cmocka_unit_test(nodes_that_go_leave_theirs),
        cmocka_unit_test(a_deletion_keeps_and_names_them),
        cmocka_unit_test(lost_answers_make_no_second_volume),
        cmocka_unit_test(what_another_hand_attached_is_left_there),
        cmocka_unit_test(a_creation_stopped_at_any_moment_is_resumed),
        cmocka_unit_test(a_replacement_stopped_at_any_moment_is_resumed),
    };

    return RUN(tests);
}
