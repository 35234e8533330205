// SPDX-License-Identifier: MIT
// Machines that are changed in place: another type, more and larger disks; a few at a time of those
// that serve, what is on them kept, whatever stops it at any moment.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "process.h"

#define OWN "type: g6-nanode-1"
#define LARGER "type: g6-standard-1"
#define TWO_DISKS "[{label: boot, size: 10GB}, {label: data, fs: raw, size: 5GB}, " POOL "]"
#define THREE_DISKS                                                   \
    "[{label: boot, size: 10GB}, {label: data, fs: raw, size: 50%}, " \
    "{label: more, fs: raw, size: 1GB}, " POOL "]"
#define POOL "{label: pool, type: blockstore, fs: raw, size: 20GB}"

// So many nodes "web", and one "db" beside them.
static struct lct_plan *
plan_of(struct process *p, int n, const char *what)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, count: %d, %s}\n"
                                        "  - {name: db, %s}\n",
        n, what, what);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

static void
create(struct process *p, int n, const char *what)
{
    struct lct_plan *plan = plan_of(p, n, what);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
}

static int
apply(
    struct process *p, int n, const char *what, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, what);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_apply(p->t, "demo", plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static void
apply_well(struct process *p, int n, const char *what)
{
    struct lct_err err = { 0 };

    if (apply(p, n, what, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static unsigned
requests(struct process *p, const char *kind)
{
    return mem_account_requests(p->nodes.account, kind);
}

static void
assert_types(struct process *p, size_t n, const char *type)
{
    assert_whole(p, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(mem_account_machine(p->nodes.account, i)->type, type);
    assert_int_equal(requests(p, "machine.remove"), 0);
}

static void
a_larger_type_is_a_resize(void **state)
{
    struct process *p = process_new();

    create(p, 2, OWN);
    apply_well(p, 2, LARGER);
    assert_types(p, 3, "g6-standard-1");
    assert_int_equal(requests(p, "machine.resize"), 3);
    const struct mem_machine *m = p->nodes.account->machines.items[0];
    assert_int_equal(disks_mb(m), mem_type_disk_mb("g6-standard-1"));
    apply_well(p, 2, LARGER);
    assert_int_equal(requests(p, "machine.resize"), 3);
    process_end(p);
}

static void
a_smaller_one_is_another_machine(void **state)
{
    struct process *p = process_new();
    struct lct_changes *changes;
    struct lct_err err = { 0 };

    create(p, 1, LARGER);
    struct lct_plan *plan = plan_of(p, 1, OWN);
    assert_int_equal(lct_changes_apply(p->t, "demo", plan, &changes, &err), LCT_OK);
    const struct lct_value *first = lct_at(lct_get(lct_changes_root(changes), "changes"), 0);
    assert_string_equal(lct_text(lct_get(first, "action"), ""), "replace");
    assert_non_null(strstr(lct_text(lct_get(first, "reason"), ""),
        "its disks have 51200 MB, g6-nanode-1 has 25600 MB"));
    lct_changes_free(changes);
    lct_plan_free(plan);
    process_end(p);
}

static int64_t
size_of(const struct mem_machine *m, const char *label)
{
    for (size_t i = 0; i < m->disks.n; i++)
        if (str_eq(m->disks.items[i].shown.label, label))
            return m->disks.items[i].shown.size_mb;
    return 0;
}

// All three disks, each once and in its place, and the volume is still there.
static void
assert_three(const struct mem_machine *m)
{
    const struct config *c = &m->configs.items[0];

    assert_int_equal(m->disks.n, 3);
    assert_int_equal(m->configs.n, 1);
    assert_int_equal(size_of(m, "boot"), 10240);
    assert_int_equal(size_of(m, "data"), 25600);
    assert_int_equal(size_of(m, "more"), 1024);
    for (unsigned i = 0; i < 3; i++)
        assert_non_null(c->slots[i].disk);
    assert_non_null(c->slots[3].volume);
}

static void
disks_grow_and_are_added(void **state)
{
    struct process *p = process_new();

    create(p, 1, OWN ", storage: " TWO_DISKS);
    apply_well(p, 1, LARGER ", storage: " THREE_DISKS);
    assert_types(p, 2, "g6-standard-1");
    assert_three(p->nodes.account->machines.items[0]);
    assert_three(p->nodes.account->machines.items[1]);
    assert_int_equal(requests(p, "volume.create"), 2);
    apply_well(p, 1, LARGER ", storage: " THREE_DISKS);
    assert_int_equal(requests(p, "config.update"), 2);
    process_end(p);
}

// ---- a few at a time

struct away {
    struct process *process;
    size_t most;
};

static void
count_away(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct away *a = user;
    size_t n = 0;

    for (size_t i = 0; i < mem_account_count(a->process->nodes.account); i++) {
        const struct machine *m = mem_account_machine(a->process->nodes.account, i);
        n += m->status != MACHINE_RUNNING && strstr(m->label, "web");
    }
    a->most = n > a->most ? n : a->most;
}

static size_t
most_away(const char *update)
{
    struct process *p = process_new();
    struct away a = { p, 0 };
    _own_(free) char *what = mem_printf(LARGER ", update: %s", update);

    create(p, 8, OWN);
    mem_account_trouble(p->nodes.account, count_away, &a);
    apply_well(p, 8, what);
    process_go_on(p);
    assert_types(p, 9, "g6-standard-1");
    process_end(p);
    return a.most;
}

static void
so_many_are_away_at_once(void **state)
{
    assert_int_equal(most_away("{}"), 1);
    assert_int_equal(most_away("{serial: 3}"), 3);
    assert_int_equal(most_away("{serial: 25%}"), 2);
    assert_int_equal(most_away("{serial: 1%, pause: 30s, ready: 80}"), 1);
}

static int
never_ready(void *user, const char *host, const char *step)
{
    return str_eq(step, "serving") && str_eq(host, user) ? 1 : 0;
}

// The one that is not back holds up those of its group, and comes first the next time.
static void
one_that_is_not_back_stops_its_group(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    create(p, 3, OWN);
    _own_(free) char *host = mem_strdup(mem_account_machine(p->nodes.account, 0)->public_ipv4);
    p->nodes.status = never_ready;
    p->nodes.user = host;
    assert_int_equal(apply(p, 3, LARGER ", update: {ready: web-check}", NULL, &err), LCT_EPARTIAL);
    size_t larger = 0;
    for (size_t i = 0; i < 4; i++)
        larger += str_eq(mem_account_machine(p->nodes.account, i)->type, "g6-standard-1");
    assert_in_range(larger, 2, 3); // that one, db, and perhaps one that was before it
    p->nodes.status = NULL;
    apply_well(p, 3, LARGER ", update: {ready: web-check}");
    assert_types(p, 4, "g6-standard-1");
    process_end(p);
}

// ---- stopped at any moment

static void
stop_at_any_moment(const char *before, const char *after, void (*check)(struct process *p))
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct lct_err err = { 0 };
        struct moment m;
        create(p, 1, before);
        code = apply(p, 1, after, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        apply_well(p, 1, after);
        check(p);
        process_end(p);
    }
    assert_true(moment > 15);
}

static void
check_types(struct process *p)
{
    assert_types(p, 2, "g6-standard-1");
}

static void
check_three(struct process *p)
{
    check_types(p);
    assert_three(p->nodes.account->machines.items[0]);
    assert_three(p->nodes.account->machines.items[1]);
}

static void
it_ends_alike_whatever_stops_it(void **state)
{
    stop_at_any_moment(OWN, LARGER, check_types);
    stop_at_any_moment(OWN ", storage: " TWO_DISKS, LARGER ", storage: " THREE_DISKS, check_three);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_larger_type_is_a_resize),
        cmocka_unit_test(a_smaller_one_is_another_machine),
        cmocka_unit_test(disks_grow_and_are_added),
        cmocka_unit_test(so_many_are_away_at_once),
        cmocka_unit_test(one_that_is_not_back_stops_its_group),
        cmocka_unit_test(it_ends_alike_whatever_stops_it),
    };

    return RUN(tests);
}
