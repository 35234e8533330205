// SPDX-License-Identifier: MIT
// Labels that were free when a cluster was planned, and are another's when its machines and volumes
// are asked for: somebody makes a cluster of the same plan beside it.
#include "../testing.h"
#include "base/err.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "volumes.h"

// So many labels that it takes just before they are asked for.
struct other {
    struct mem_account *account;
    unsigned machines, volumes;
};

static const char *const none[] = { NULL };

static void
take_machine(struct mem_account *a, const char *label)
{
    const struct machine_spec spec = {
        .label = label, .region = "us-east", .type = "g6-nanode-1", .tags = none, .swap_mb = -1
    };
    struct mem_machine *made;
    struct lct_err err = { 0 };

    assert_int_equal(account_create(a, &spec, a->seen_ms, false, &made, &err), LCT_OK);
}

static void
take_volume(struct mem_account *a, const char *label)
{
    vec_push(&a->volumes,
        ((struct mem_volume){ .shown = { .id = arena_printf(a->arena, "other-%zu", a->volumes.n),
                                  .label = arena_strdup(a->arena, label),
                                  .region = "us-east",
                                  .traits = "",
                                  .members = none,
                                  .tags = none,
                                  .ready = true } }));
}

static void
takes(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct other *o = user;

    if (str_eq(kind, "machine.create") && o->machines) {
        o->machines--;
        take_machine(o->account, subject);
    } else if (str_eq(kind, "volume.create") && o->volumes) {
        o->volumes--;
        take_volume(o->account, subject);
    }
}

// The demo of one node, web-1.
static int
create(struct process *p, struct lct_err *err)
{
    struct lct_plan *plan = volumes_plan(p, "g6-standard-1", 1, 20, ", nodenames: 'web-{index}'");
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

static int
create_beside(struct process *p, unsigned machines, unsigned volumes, struct lct_err *err)
{
    struct other o = { p->nodes.account, machines, volumes };

    mem_account_trouble(p->nodes.account, takes, &o);
    const int code = create(p, err);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    return code;
}

// Ours is the newest machine, and has its volume, the newest.
static void
assert_made(struct process *p, const char *label, const char *volume_label)
{
    const struct machine *m =
        mem_account_machine(p->nodes.account, mem_account_count(p->nodes.account) - 1);
    const struct mem_volume *v = volume(p, volumes(p) - 1);

    assert_string_equal(m->label, label);
    assert_int_equal(m->status, MACHINE_RUNNING);
    assert_string_equal(v->shown.label, volume_label);
    assert_string_equal(v->machine, m->id);
}

static void
what_is_taken_meanwhile_gets_another_label(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create_beside(p, 1, 2, &err), LCT_OK);
    assert_int_equal(mem_account_count(p->nodes.account), 2);
    assert_made(p, "demo-web-1", "web-1-data-3");
    process_end(p);
}

static void
it_is_told_when_all_of_them_are(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create_beside(p, 2, 0, &err), LCT_EPARTIAL);
    process_end(p);
}

static void
what_was_never_made_is_labelled_anew(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };

    assert_int_equal(create_beside(p, 0, 8, &err), LCT_EPARTIAL);
    assert_int_equal(volumes(p), 8);
    assert_int_equal(create(p, &err), LCT_OK);
    assert_made(p, "web-1", "web-1-data-9");
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_meanwhile_gets_another_label),
        cmocka_unit_test(it_is_told_when_all_of_them_are),
        cmocka_unit_test(what_was_never_made_is_labelled_anew),
    };

    return RUN(tests);
}
