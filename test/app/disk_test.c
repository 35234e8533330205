// SPDX-License-Identifier: MIT
// Disks by the plan from the outside of the library: a machine is made without any, gets them one
// by one and what it boots them with, and boots then; each once, whatever stops it at any moment.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "process.h"

#define OF_PLAN                                                            \
    "[{label: boot, size: 10GB}, {label: swap, fs: swap, size: 512MB}, "   \
    "{label: data, fs: xfs, size: 50%, mount: /data}, "                    \
    "{label: pool, type: blockstore, fs: xfs, size: 20GB, mount: /pool}, " \
    "{label: rest, fs: btrfs, mount: /rest}]"
#define DISKS "sda boot 10240 ext4, sdb swap 512 swap, sdc data 12800 xfs, sdd rest 2048 btrfs"

static struct lct_plan *
plan_of(struct process *p, int n, const char *storage)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, type: g6-nanode-1, count: %d%s%s}\n",
        n, *storage ? ", storage: " : "", storage);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static int
create(struct process *p, int n, const char *storage, const struct lct_watch *watch,
    struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, storage);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static void
create_well(struct process *p, int n)
{
    struct lct_err err = { 0 };

    if (create(p, n, OF_PLAN, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static void
apply_well(struct process *p, int n, const char *storage)
{
    struct lct_plan *plan = plan_of(p, n, storage);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
}

static struct mem_machine *
machine(struct process *p, size_t i)
{
    return p->nodes.account->machines.items[i];
}

static const char *
disk_in(struct mem_machine *m, unsigned slot)
{
    const char *id = m->configs.items[0].slots[slot].disk;

    return id ? machine_disk(m, id)->shown.label : NULL;
}

// It has each disk once, of its size and kind, where the plan says, and boots them.
static void
assert_disks(struct mem_machine *m)
{
    static const struct {
        const char *label, *fs;
        int mb;
    } disks[] = { { "boot", "ext4", 10240 }, { "swap", "swap", 512 }, { "data", "raw", 12800 },
        { "rest", "raw", 2048 } };

    assert_int_equal(m->disks.n, 4);
    assert_int_equal(m->configs.n, 1);
    for (unsigned i = 0; i < 4; i++) {
        const struct disk *d = &m->disks.items[i].shown;
        assert_string_equal(d->label, disks[i].label);
        assert_string_equal(d->fs, disks[i].fs);
        assert_int_equal(d->size_mb, disks[i].mb);
        assert_true(d->ready);
        assert_string_equal(disk_in(m, i), disks[i].label);
    }
    assert_non_null(m->configs.items[0].slots[4].volume);
    assert_string_equal(m->configs.items[0].root, "/dev/sda");
}

static void
assert_all(struct process *p, size_t n)
{
    assert_whole(p, n);
    for (size_t i = 0; i < n; i++) {
        assert_disks(machine(p, i));
        assert_string_equal(machine(p, i)->booted, machine(p, i)->configs.items[0].id);
    }
}

static void
a_machine_boots_the_disks_of_its_plan(void **state)
{
    struct process *p = process_new();

    create_well(p, 2);
    assert_all(p, 2);
    assert_int_equal(mem_account_requests(p->nodes.account, "config.create"), 2);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.boot"), 2);
    process_end(p);
}

static void
a_second_apply_asks_for_nothing(void **state)
{
    struct process *p = process_new();

    create_well(p, 2);
    const unsigned before = mem_account_requests(p->nodes.account, "disk.create");
    apply_well(p, 2, OF_PLAN);
    assert_int_equal(mem_account_requests(p->nodes.account, "disk.list"), 0);
    assert_int_equal(mem_account_requests(p->nodes.account, "disk.create"), before);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    process_end(p);
}

static void
other_disks_are_another_machine(void **state)
{
    struct process *p = process_new();

    create_well(p, 1);
    apply_well(p, 1, "");
    assert_whole(p, 1);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 2);
    assert_int_equal(machine(p, 0)->disks.n, 2);
    apply_well(p, 1, OF_PLAN);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 3);
    process_end(p);
}

static void
the_node_tells_its_disks(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 1);
    assert_int_equal(lct_node_show(p->t, "demo-us-east-web-01", &answer, &err), LCT_OK);
    const struct lct_value *node = answer_get(answer, "node");
    assert_string_equal(lct_text(lct_get(node, "disks"), ""), DISKS);
    lct_answer_free(answer);
    process_end(p);
}

// ---- trouble

static void
lose_answers(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    unsigned *left = user;

    if ((str_eq(kind, "disk.create") || str_eq(kind, "config.create")) && *left && (*left)--)
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
lost_answers_make_no_second_disk(void **state)
{
    struct process *p = process_new();
    unsigned left = 5;

    mem_account_trouble(p->nodes.account, lose_answers, &left);
    create_well(p, 1);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_int_equal(left, 0);
    assert_all(p, 1);
    process_end(p);
}

// Ends the n-th time of what is counted; then it is resumed.
static int
stop_and_resume(struct process *p, const char *storage, int at)
{
    struct moment m;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = create(p, 1, storage, process_interrupt(p, &m, at), &err);

    process_go_on(p);
    if (code != LCT_OK)
        demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
    return code;
}

static void
a_creation_stopped_at_any_moment_is_resumed(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        code = stop_and_resume(p, OF_PLAN, moment);
        assert_all(p, 1);
        process_end(p);
    }
    assert_true(moment > 30);
}

static void
one_that_is_not_to_be_booted_gets_its_disks_too(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        code = stop_and_resume(p, OF_PLAN ", init: {boot-on-create: no}", moment);
        assert_disks(machine(p, 0));
        assert_null(machine(p, 0)->booted);
        process_end(p);
    }
    assert_true(moment > 15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_boots_the_disks_of_its_plan),
        cmocka_unit_test(a_second_apply_asks_for_nothing),
        cmocka_unit_test(other_disks_are_another_machine),
        cmocka_unit_test(the_node_tells_its_disks),
        cmocka_unit_test(lost_answers_make_no_second_disk),
        cmocka_unit_test(a_creation_stopped_at_any_moment_is_resumed),
        cmocka_unit_test(one_that_is_not_to_be_booted_gets_its_disks_too),
    };

    return RUN(tests);
}
