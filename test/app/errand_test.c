// SPDX-License-Identifier: MIT
// What is done with a machine that is there: rescue, a password, a clone, backups. Whatever stops
// it at any moment, the same once more ends it, and the node is what it was.
#include "../testing.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "lct/node.h"
#include "process.h"

static const char *
first(struct process *p)
{
    return mem_account_machine(p->nodes.account, 0)->label;
}

typedef int errand_fn(struct process *p, const struct lct_watch *watch, struct lct_err *err);

static int
rescue(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_rescue(p->t, first(p), watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

static int
rescue_end(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_rescue_end(p->t, first(p), watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

static int
password(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_password(p->t, first(p), "a long Secret 17", 16, watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

static void
well(struct process *p, errand_fn *errand)
{
    struct lct_err err = { 0 };

    if (errand(p, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static void
assert_state(struct process *p, const char *state)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_node_show(p->t, first(p), &answer, &err), LCT_OK);
    assert_string_equal(lct_text(lct_get(answer_get(answer, "node"), "state"), ""), state);
    lct_answer_free(answer);
}

static unsigned
requests(struct process *p, const char *kind)
{
    return mem_account_requests(p->nodes.account, kind);
}

static void
into_rescue_and_out(void **state)
{
    struct process *p = process_new();

    demo_create_well(p, 2);
    well(p, rescue);
    assert_state(p, "stopped");
    assert_int_equal(requests(p, "machine.rescue"), 1);
    assert_int_equal(requests(p, "machine.shutdown"), 1);
    well(p, rescue);
    assert_int_equal(requests(p, "machine.rescue"), 2);
    well(p, rescue_end);
    assert_whole(p, 2);
    process_end(p);
}

static void
only_of_its_own_machine(void **state)
{
    struct process *p = process_new();
    struct mem_machine *m;

    demo_create_well(p, 1);
    m = p->nodes.account->machines.items[0];
    well(p, password);
    assert_whole(p, 1);
    assert_int_equal(requests(p, "machine.password"), 1);
    m->shown.tags = (const char *const[]){ NULL }; // somebody took them away
    struct lct_err err = { 0 };
    assert_int_equal(rescue(p, NULL, &err), LCT_EPARTIAL);
    assert_int_equal(requests(p, "machine.shutdown"), 1);
    assert_int_equal(requests(p, "machine.rescue"), 0);
    process_end(p);
}

static void
nothing_else_is_a_password(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    assert_int_equal(
        lct_node_password(p->t, first(p), "short", 5, NULL, &answer, &err), LCT_EUSAGE);
    assert_int_equal(
        lct_node_password(p->t, first(p), "with a \0 NUL", 12, NULL, &answer, &err), LCT_EUSAGE);
    assert_int_equal(
        lct_node_password(p->t, "web-9", "a long Secret", 13, NULL, &answer, &err), LCT_ENOTFOUND);
    assert_int_equal(requests(p, "machine.shutdown"), 0);
    process_end(p);
}

// ---- a clone

static int
copy(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_clone(p->t, first(p), "copy-1", watch, &answer, err);

    if (code == LCT_OK)
        assert_string_equal(lct_text(lct_get(answer_get(answer, "clone"), "label"), ""), "copy-1");
    lct_answer_free(answer);
    return code;
}

// One, that is nobody's; its source is as it was.
static void
assert_copied(struct process *p)
{
    const struct machine *m;

    assert_int_equal(mem_account_count(p->nodes.account), 2);
    m = mem_account_machine(p->nodes.account, 1);
    assert_string_equal(m->label, "copy-1");
    assert_null(m->tags[0]);
    assert_non_null(mem_account_machine(p->nodes.account, 0)->tags[0]);
    assert_state(p, "started");
}

static void
a_clone_is_of_no_cluster(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    assert_int_equal(lct_node_clone_preview(p->t, first(p), "copy-1", &answer, &err), LCT_OK);
    assert_true(lct_number(lct_get(answer_get(answer, "price"), "monthly"), 0) > 0);
    lct_answer_free(answer);
    well(p, copy);
    assert_copied(p);
    assert_int_equal(
        mem_account_machine(p->nodes.account, 1)->status, MACHINE_OFFLINE); // and whole
    assert_int_equal(copy(p, NULL, &err), LCT_EPARTIAL); // that one is a stranger's now
    assert_int_equal(lct_node_clone(p->t, first(p), first(p), NULL, &answer, &err), LCT_EPARTIAL);
    lct_answer_free(answer);
    assert_int_equal(lct_node_clone(p->t, first(p), "a b", NULL, &answer, &err), LCT_EUSAGE);
    assert_int_equal(requests(p, "machine.clone"), 1);
    assert_copied(p);
    process_end(p);
}

// Once its tags are off a clone is nobody's: who did not hear of it is told that its label is
// taken.
static void
one_clone_whatever_stops_it(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct lct_err err = { 0 };
        struct moment m;
        demo_create_well(p, 1);
        code = copy(p, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK)
            copy(p, NULL, &err);
        assert_copied(p);
        process_end(p);
    }
    assert_true(moment > 4);
}

// ---- backups

static int
backup(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_backup_take(p->t, first(p), NULL, true, watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

// The id of the only one that there is, complete.
static const char *
only_backup(struct process *p)
{
    const struct mem_machine *m = p->nodes.account->machines.items[0];

    assert_int_equal(m->backups.n, 1);
    assert_true(m->backups.items[0].shown.complete);
    return m->backups.items[0].shown.id;
}

static int
restore(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_node_backup_restore(p->t, first(p), only_backup(p), watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

static void
backups_are_taken_and_restored(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    assert_int_equal(
        lct_node_backup_take(p->t, first(p), NULL, false, NULL, &answer, &err), LCT_EUSAGE);
    assert_int_equal(requests(p, "backup.make"), 0);
    well(p, backup);
    well(p, backup);
    assert_int_equal(requests(p, "backup.enable"), 1);
    only_backup(p);
    assert_int_equal(lct_node_backup_list(p->t, first(p), &answer, &err), LCT_OK);
    const struct lct_value *list = answer_get(answer, "backups");
    assert_string_equal(lct_text(lct_get(lct_at(list, 0), "label"), ""), first(p));
    lct_answer_free(answer);
    well(p, restore);
    assert_whole(p, 1);
    process_end(p);
}

static void
none_is_restored_of_what_has_volumes(void **state)
{
    struct process *p = process_new();
    struct mem_machine *m;
    struct lct_err err = { 0 };

    demo_create_well(p, 1);
    well(p, backup);
    m = p->nodes.account->machines.items[0];
    m->configs.items[0].slots[3].volume = "1";
    assert_int_equal(restore(p, NULL, &err), LCT_EPARTIAL);
    assert_int_equal(requests(p, "backup.restore"), 0);
    assert_whole(p, 1);
    process_end(p);
}

static void
stop_at_any_moment(errand_fn *errand, errand_fn *before, const char *state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct lct_err err = { 0 };
        struct moment m;
        demo_create_well(p, 1);
        if (before)
            well(p, before);
        code = errand(p, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        well(p, errand);
        assert_state(p, state);
        process_end(p);
    }
    assert_true(moment > 4);
}

static int
drain(struct process *p, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_answer *answer = NULL;
    int code = lct_cluster_drain(p->t, "demo", NULL, watch, &answer, err);

    lct_answer_free(answer);
    return code;
}

static void
who_was_drained_is_so_afterwards(void **state)
{
    struct process *p = process_new();

    demo_create_well(p, 1);
    well(p, drain);
    assert_state(p, "drained");
    well(p, password);
    assert_state(p, "drained");
    well(p, rescue);
    assert_state(p, "stopped");
    well(p, rescue_end);
    assert_state(p, "drained");
    process_end(p);
}

static void
it_ends_alike_whatever_stops_it(void **state)
{
    stop_at_any_moment(rescue, NULL, "stopped");
    stop_at_any_moment(rescue_end, rescue, "started");
    stop_at_any_moment(password, NULL, "started");
    stop_at_any_moment(password, drain, "drained");
    stop_at_any_moment(backup, NULL, "started");
    stop_at_any_moment(restore, backup, "started");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(into_rescue_and_out),
        cmocka_unit_test(only_of_its_own_machine),
        cmocka_unit_test(nothing_else_is_a_password),
        cmocka_unit_test(a_clone_is_of_no_cluster),
        cmocka_unit_test(one_clone_whatever_stops_it),
        cmocka_unit_test(backups_are_taken_and_restored),
        cmocka_unit_test(none_is_restored_of_what_has_volumes),
        cmocka_unit_test(who_was_drained_is_so_afterwards),
        cmocka_unit_test(it_ends_alike_whatever_stops_it),
    };

    return RUN(tests);
}
