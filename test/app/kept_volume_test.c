// SPDX-License-Identifier: MIT
// Volumes that outlive their cluster: they come back to one of its name, with their data, or go
// when just that is asked for.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "lct/volume.h"
#include "volumes.h"

static void
delete_all(struct process *p, enum lct_volumes volumes, const struct lct_watch *watch)
{
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_delete(p->t, "demo", &c, &err), LCT_OK);
    assert_int_equal(lct_changes_volumes(c, volumes, &err), LCT_OK);
    int code = lct_changes_carry_out(c, watch, &answer, &err);
    if (!watch && code != LCT_OK)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    lct_changes_free(c);
}

// The cluster was there, with so many volumes, and was deleted without them.
static struct process *
left(int n)
{
    struct process *p = process_new();

    volumes_create_well(p, n);
    delete_all(p, LCT_VOLUMES_KEEP, NULL);
    assert_int_equal(volumes(p), n);
    return p;
}

static bool
tagged_anew(struct process *p)
{
    for (size_t i = 0; i < volumes(p); i++)
        for (size_t k = 0; k < i; k++)
            if (texts_count(volume(p, i)->shown.tags) != 2 ||
                !str_eq(volume(p, i)->shown.tags[0], volume(p, k)->shown.tags[0]))
                return false;
    return true;
}

// So many come back, and no other was made.
static void
assert_back(struct process *p, int n)
{
    assert_true(volumes_whole(p, (size_t)n));
    assert_true(tagged_anew(p));
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.create"), n);
}

static void
they_come_back(void **state)
{
    struct process *p = left(2);

    volumes_create_well(p, 2);
    assert_back(p, 2);
    volumes_apply_well(p, "g6-standard-1", 2, 20); // and that is all
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.retag"), 2);
    delete_all(p, LCT_VOLUMES_KEEP, NULL);
    volumes_create_well(p, 2);
    assert_back(p, 2);
    process_end(p);
}

static void
a_preview_says_so(void **state)
{
    struct process *p = left(1);
    struct lct_plan *plan = volumes_plan(p, "g6-standard-1", 2, 30, "");
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_create(p->t, "demo", NULL, plan, &c, &err), LCT_OK);
    const struct lct_value *list = lct_get(lct_changes_root(c), "resources");
    assert_string_equal(lct_text(lct_get(lct_at(list, 0), "action"), ""), "attach");
    assert_string_equal(lct_text(lct_get(lct_at(list, 0), "id"), ""), volume(p, 0)->shown.id);
    assert_string_equal(lct_text(lct_get(lct_at(list, 1), "action"), ""), "create");
    lct_changes_free(c);
    lct_plan_free(plan);
    process_end(p);
}

static void
new_ones_can_be_asked_for(void **state)
{
    struct process *p = left(1);
    struct lct_plan *plan = volumes_plan(p, "g6-standard-1", 1, 20, "");
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_create(p->t, "demo", NULL, plan, &c, &err), LCT_OK);
    assert_int_equal(lct_changes_volumes(c, LCT_VOLUMES_DELETE, &err), LCT_EUSAGE);
    assert_int_equal(lct_changes_volumes(c, LCT_VOLUMES_NEW, &err), LCT_OK);
    demo_finish(lct_changes_carry_out(c, NULL, &answer, &err), &answer, &err);
    lct_changes_free(c);
    lct_plan_free(plan);
    assert_int_equal(volumes(p), 2);
    assert_null(volume(p, 0)->machine);
    delete_all(p, LCT_VOLUMES_KEEP, NULL);
    volumes_create_well(p, 1); // of two, what was used last
    assert_null(volume(p, 0)->machine);
    assert_non_null(volume(p, 1)->machine);
    process_end(p);
}

// Another size, or another hand.
static void
what_cannot_be_had_back_is_told(void **state)
{
    struct process *p = left(1);
    struct lct_plan *plan = volumes_plan(p, "g6-standard-1", 1, 10, "");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "has 20 GB and cannot shrink to 10 GB"));
    assert_non_null(strstr(err.hint, "kept from an earlier cluster"));
    lct_plan_free(plan);
    p->nodes.account->volumes.items[0].machine = "999";
    assert_int_equal(volumes_create(p, 1, NULL, &err), LCT_EEXISTS);
    assert_non_null(strstr(err.text, "is attached to Linode 999"));
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    process_end(p);
}

static void
one_without_our_tag_is_left_alone(void **state)
{
    struct process *p = left(1);
    static const char *const others[] = { "mine", NULL };
    struct lct_err err = { 0 };

    p->nodes.account->volumes.items[0].shown.tags = others;
    assert_int_equal(volumes_create(p, 1, NULL, &err), LCT_EPARTIAL);
    assert_true(texts_have(volume(p, 0)->shown.tags, "mine"));
    assert_int_equal(texts_count(volume(p, 0)->shown.tags), 1);
    assert_null(volume(p, 0)->machine);
    process_end(p);
}

static void
a_creation_stopped_at_any_moment_gets_them(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = left(2);
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        code = volumes_create(p, 2, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        assert_back(p, 2);
        assert_whole(p, 2);
        process_end(p);
    }
    assert_true(moment > 30);
}

// ---- deleting them

static void
a_deletion_takes_them_along(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 2);
    volumes_apply_well(p, "g6-standard-1", 1, 20);
    assert_int_equal(volumes(p), 2);
    delete_all(p, LCT_VOLUMES_DELETE, NULL);
    assert_int_equal(volumes(p), 0);
    process_end(p);
}

// What was begun is agreed to.
static void
a_deletion_stopped_at_any_moment_goes_on(void **state)
{
    bool stopped = true;
    int moment = 1;

    for (; stopped; moment++) {
        struct process *p = process_new();
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        volumes_create_well(p, 2);
        delete_all(p, LCT_VOLUMES_DELETE, process_interrupt(p, &m, moment));
        process_go_on(p);
        stopped = lct_cluster_resume(p->t, "demo", NULL, &answer, &err) != LCT_ENOTFOUND;
        lct_answer_free(answer);
        assert_int_equal(volumes(p), 0);
        assert_int_equal(mem_account_count(p->nodes.account), 0);
        process_end(p);
    }
    assert_true(moment > 4);
}

static void
apply_without(struct process *p, struct lct_plan *plan)
{
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_apply(p->t, "demo", plan, &c, &err), LCT_OK);
    assert_int_equal(lct_changes_volumes(c, LCT_VOLUMES_DELETE, &err), LCT_OK);
    demo_finish(lct_changes_carry_out(c, NULL, &answer, &err), &answer, &err);
    lct_changes_free(c);
    lct_plan_free(plan);
}

// What was kept before is not of those nodes.
static void
nodes_that_go_take_theirs_along(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 3);
    volumes_apply_well(p, "g6-standard-1", 2, 20);
    apply_without(p, volumes_plan(p, "g6-standard-1", 1, 20, ""));
    assert_int_equal(volumes(p), 2);
    assert_non_null(volume(p, 0)->machine);
    assert_null(volume(p, 1)->machine);
    assert_int_equal(mem_account_count(p->nodes.account), 1);
    process_end(p);
}

static void
a_plan_without_it_parts_a_node_from_its_volume(void **state)
{
    struct process *p = process_new();

    volumes_create_well(p, 1);
    apply_without(p, process_plan(p, 1));
    assert_int_equal(volumes(p), 0);
    assert_int_equal(mem_account_count(p->nodes.account), 1);
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.detach"), 1);
    process_end(p);
}

static void
a_node_takes_its_own_along(void **state)
{
    struct process *p = process_new();
    struct lct_changes *c = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    volumes_create_well(p, 2);
    assert_int_equal(lct_changes_remove(p->t, "demo-us-east-web-02", &c, &err), LCT_OK);
    assert_int_equal(lct_changes_volumes(c, LCT_VOLUMES_DELETE, &err), LCT_OK);
    assert_int_equal(lct_count(lct_get(lct_changes_root(c), "resources")), 1);
    demo_finish(lct_changes_carry_out(c, NULL, &answer, &err), &answer, &err);
    lct_changes_free(c);
    assert_true(volumes_whole(p, 1));
    process_end(p);
}

// ---- by themselves

static bool
is_kept(struct process *p, size_t i)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    bool kept;

    assert_int_equal(lct_volume_list(p->t, &answer, &err), LCT_OK);
    kept = lct_bool(lct_get(lct_at(answer_get(answer, "volumes"), i), "kept"), false);
    lct_answer_free(answer);
    return kept;
}

static int
delete_one(struct process *p, const char *name, struct lct_err *err)
{
    const char *const names[] = { name, NULL };
    struct lct_answer *answer = NULL;
    int code = lct_volume_delete(p->t, names, NULL, &answer, err);

    lct_answer_free(answer);
    return code;
}

static void
what_is_kept_can_be_deleted(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    volumes_create_well(p, 2);
    assert_false(is_kept(p, 0));
    assert_int_equal(delete_one(p, volume(p, 0)->shown.label, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "has it"));
    assert_int_equal(delete_one(p, "demo-us-east-web-01-date", &err), LCT_ENOTFOUND);
    assert_non_null(strstr(err.hint, "did you mean demo-us-east-web-01-data?"));
    delete_all(p, LCT_VOLUMES_KEEP, NULL);
    assert_true(is_kept(p, 0));
    assert_int_equal(delete_one(p, "demo/demo-us-east-web-01/data", &err), LCT_OK);
    assert_int_equal(volumes(p), 1);
    assert_int_equal(delete_one(p, "demo-us-east-web-01-data", &err), LCT_ENOTFOUND);
    volumes_create_well(p, 2); // the one is back, the other anew
    assert_true(volumes_whole(p, 2));
    assert_int_equal(mem_account_requests(p->nodes.account, "volume.create"), 3);
    process_end(p);
}

static void
what_another_hand_took_over_is_left_alone(void **state)
{
    struct process *p = left(1);
    static const char *const others[] = { "mine", NULL };
    struct lct_err err = { 0 };

    p->nodes.account->volumes.items[0].shown.tags = others;
    assert_int_equal(delete_one(p, volume(p, 0)->shown.id, &err), LCT_EPARTIAL);
    assert_int_equal(volumes(p), 1);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_back),
        cmocka_unit_test(a_preview_says_so),
        cmocka_unit_test(new_ones_can_be_asked_for),
        cmocka_unit_test(what_cannot_be_had_back_is_told),
        cmocka_unit_test(one_without_our_tag_is_left_alone),
        cmocka_unit_test(a_creation_stopped_at_any_moment_gets_them),
        cmocka_unit_test(a_deletion_takes_them_along),
        cmocka_unit_test(a_deletion_stopped_at_any_moment_goes_on),
        cmocka_unit_test(nodes_that_go_take_theirs_along),
        cmocka_unit_test(a_plan_without_it_parts_a_node_from_its_volume),
        cmocka_unit_test(a_node_takes_its_own_along),
        cmocka_unit_test(what_is_kept_can_be_deleted),
        cmocka_unit_test(what_another_hand_took_over_is_left_alone),
    };

    return RUN(tests);
}
