// SPDX-License-Identifier: MIT
// Machines that get another system in place: the same Linode, a few at a time of those that serve,
// volumes and other disks kept.
#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "rebuilding.h"

// ---- the cloud's own disks

static void
another_image_is_a_rebuild(void **state)
{
    struct process *p = process_new();

    create(p, 2, EARLIER);
    const unsigned scripts = p->nodes.scripts;
    apply_well(p, 2, LATER);
    assert_whole(p, 3);
    assert_int_equal(requests(p, "machine.remove"), 0);
    assert_int_equal(requests(p, "machine.create"), 3);
    assert_int_equal(requests(p, "machine.rebuild"), 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(machine(p, i)->shown.image, "linode/ubuntu24.04");
    assert_true(p->nodes.scripts >= 2 * scripts); // set up as new ones are
    assert_string_equal(found(p), "nothing");
    apply_well(p, 2, LATER);
    assert_int_equal(requests(p, "machine.rebuild"), 3);
    apply_well(p, 2, EARLIER);
    assert_int_equal(requests(p, "machine.rebuild"), 6);
    assert_string_equal(found(p), "nothing");
    process_end(p);
}

// Its tags tell the generation that it is of, no other.
static void
its_tags_tell_the_generation(void **state)
{
    struct process *p = process_new();
    size_t ours = 0;

    create(p, 1, EARLIER);
    apply_well(p, 1, LATER);
    for (const char *const *tag = machine(p, 0)->shown.tags; *tag; tag++) {
        char uuid[UUID_TEXT];
        unsigned generation;
        if (!node_tag_parse(*tag, uuid, &generation))
            continue;
        assert_int_equal(generation, 2);
        ours++;
    }
    assert_int_equal(ours, 1);
    process_end(p);
}

static void
volumes_come_back(void **state)
{
    struct process *p = process_new();

    create(p, 1, EARLIER VOLUME);
    apply_well(p, 1, LATER VOLUME);
    assert_true(is_whole(p, 2));
    assert_int_equal(requests(p, "volume.create"), 2);
    assert_int_equal(requests(p, "machine.rebuild"), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct config *c = &machine(p, i)->configs.items[0];
        size_t n = 0;
        for (unsigned slot = 0; slot < N_SLOTS; slot++)
            n += c->slots[slot].volume != NULL;
        assert_int_equal(n, 1);
    }
    process_end(p);
}

static void
one_that_another_hand_rebuilt_is_found(void **state)
{
    struct process *p = process_new();
    const struct machine_spec spec = {
        .image = "linode/ubuntu24.04", .swap_mb = -1, .booted = true
    };

    create(p, 1, EARLIER);
    apply_well(p, 1, LATER);
    struct mem_machine *m = p->nodes.account->machines.items[0];
    machine_rebuild(p->nodes.account, m, &spec, loop_now_ms(p->t->loop));
    assert_string_equal(found(p), "rebuilt");
    apply_well(p, 1, LATER);
    assert_int_equal(requests(p, "machine.remove"), 1);
    process_end(p);
}

static void
lose_answers(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    if (str_eq(kind, user))
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

// All of them, the first and whatever would follow.
static void
a_lost_answer_makes_no_second_rebuild(void **state)
{
    struct process *p = process_new();
    char kind[] = "machine.rebuild";

    create(p, 1, EARLIER);
    mem_account_trouble(p->nodes.account, lose_answers, kind);
    apply_well(p, 1, LATER);
    process_go_on(p);
    assert_int_equal(requests(p, "machine.rebuild"), 2);
    assert_whole(p, 2);
    assert_string_equal(found(p), "nothing");
    process_end(p);
}

static void
refuse_events(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    if (str_eq(kind, "event.rebuilds"))
        t->code = LCT_EAUTH;
}

// Nor does it take its own for another hand's when it may read them again.
static void
a_token_that_reads_no_events_will_do(void **state)
{
    struct process *p = process_new();

    create(p, 1, EARLIER);
    mem_account_trouble(p->nodes.account, refuse_events, NULL);
    apply_well(p, 1, LATER);
    assert_int_equal(requests(p, "machine.rebuild"), 2);
    process_go_on(p);
    assert_string_equal(found(p), "nothing");
    apply_well(p, 1, EARLIER);
    assert_int_equal(requests(p, "machine.rebuild"), 4);
    assert_string_equal(found(p), "nothing");
    assert_whole(p, 2);
    process_end(p);
}

static void
with_another_type(void **state)
{
    struct process *p = process_new();

    create(p, 1, EARLIER);
    apply_well(p, 1, LATER ", type: g6-standard-1");
    assert_whole(p, 2);
    assert_int_equal(requests(p, "machine.remove"), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(machine(p, i)->shown.image, "linode/ubuntu24.04");
        assert_string_equal(machine(p, i)->shown.type, "g6-standard-1");
    }
    process_end(p);
}

// ---- disks by the plan

static void
other_disks_are_kept(void **state)
{
    struct process *p = process_new();

    create(p, 1, EARLIER DISKS);
    _own_(free) char *boot = mem_strdup(disk_of(machine(p, 0), "boot"));
    _own_(free) char *data = mem_strdup(disk_of(machine(p, 0), "data"));
    apply_well(p, 1, LATER DISKS);
    assert_whole(p, 2);
    assert_true(has_disks(machine(p, 0), boot, data));
    assert_int_equal(requests(p, "machine.rebuild"), 0);
    assert_int_equal(requests(p, "volume.detach"), 0);
    assert_string_equal(found(p), "nothing");
    apply_well(p, 1, LATER DISKS);
    assert_int_equal(requests(p, "disk.remove"), 2);
    process_end(p);
}

// ---- what is told before

static void
assert_change(struct process *p, const char *what, const char *action, bool others)
{
    struct lct_plan *plan = plan_of(p, 1, what);
    struct lct_changes *changes;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_apply(p->t, "demo", plan, &changes, &err), LCT_OK);
    const struct lct_value *first = lct_at(lct_get(lct_changes_root(changes), "changes"), 0);
    assert_string_equal(lct_text(lct_get(first, "action"), ""), action);
    assert_true(lct_bool(lct_get(first, "loses_disks"), false));
    assert_int_equal(lct_bool(lct_get(first, "keeps_other_disks"), !others), others);
    lct_changes_free(changes);
    lct_plan_free(plan);
}

static void
a_preview_tells_what_is_lost(void **state)
{
    struct process *p = process_new();

    create(p, 1, EARLIER VOLUME);
    assert_change(p, LATER VOLUME, "rebuild", false);
    process_end(p);
    p = process_new();
    create(p, 1, EARLIER DISKS);
    assert_change(p, LATER DISKS, "rebuild", true);
    process_end(p);
}

// ---- a few at a time

static int
never_ready(void *user, const char *host, const char *step)
{
    return str_eq(step, "serving") && str_eq(host, user) ? 1 : 0;
}

static void
one_that_is_not_back_stops_its_group(void **state)
{
    struct process *p = process_new();
    struct lct_err err = { 0 };
    size_t others = 0;

    create(p, 3, EARLIER);
    _own_(free) char *host = mem_strdup(machine(p, 0)->shown.public_ipv4);
    p->nodes.status = never_ready;
    p->nodes.user = host;
    assert_int_equal(apply(p, 3, LATER ", update: {ready: web-check}", NULL, &err), LCT_EPARTIAL);
    for (size_t i = 0; i < 4; i++)
        others += str_eq(machine(p, i)->shown.image, "linode/ubuntu24.04");
    assert_in_range(others, 2, 3); // that one, db, and perhaps one that was before it
    p->nodes.status = NULL;
    apply_well(p, 3, LATER ", update: {ready: web-check}");
    assert_whole(p, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(rebuilds(p, machine(p, i)->shown.id), 1);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_image_is_a_rebuild),
        cmocka_unit_test(its_tags_tell_the_generation),
        cmocka_unit_test(volumes_come_back),
        cmocka_unit_test(one_that_another_hand_rebuilt_is_found),
        cmocka_unit_test(a_lost_answer_makes_no_second_rebuild),
        cmocka_unit_test(a_token_that_reads_no_events_will_do),
        cmocka_unit_test(with_another_type),
        cmocka_unit_test(other_disks_are_kept),
        cmocka_unit_test(a_preview_tells_what_is_lost),
        cmocka_unit_test(one_that_is_not_back_stops_its_group),
    };

    return RUN(tests);
}
