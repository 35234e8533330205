// SPDX-License-Identifier: MIT
// The contract of the cloud port, the same assertions for every driver: the cloud in memory, and -
// when LCT_TEST_URL and LCT_TEST_TOKEN name one - an API v4 (the lab; by hand the real one). It
// makes and removes two small machines with the tag lct-contract.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/cloud.h"
#include "cloud_fixture.h"
#include "testing.h"

static void
test_catalogue_and_profile(void **state)
{
    struct fixture *f = *state;
    struct told t = { 0 }, u = { 0 }, a = { 0 };

    f->reader->ops->catalogue->fetch(f->reader, on_catalogue, &t);
    wait_for(f, &t);
    assert_true(t.can_place == (f->reader->ops->things[NOUN_PLACEMENT] != NULL));
    assert_true(t.has_volumes == (f->reader->ops->things[NOUN_VOLUME] != NULL));
    assert_true(t.has_vpcs == (f->reader->ops->things[NOUN_VPC] != NULL));
    f->reader->ops->account->profile(f->reader, on_profile, &u);
    wait_for(f, &u);
    f->reader->ops->stock->availability(f->reader, on_availability, &a);
    wait_for(f, &a);
}

static void
test_life_of_a_machine(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, true), t = { 0 };
    const char *id = made.id;

    assert_int_equal(made.err.code, 0);
    assert_int_equal(made.m.status, MACHINE_BUSY);
    assert_string_equal(made.label, f->label);
    assert_true(made.has_public && made.has_private && made.has_ipv6);
    assert_int_equal(create(f, f->label, true).err.code, LCT_EEXISTS);
    wait_status(f, id, MACHINE_RUNNING);

    machines(f)->find(f->cloud, f->label, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 1);
    assert_string_equal(t.id, id);

    assert_int_equal(boot(f, id, NULL), 0); // it is booted
    assert_int_equal(change(f, machines(f)->shutdown, id).err.code, 0);
    wait_status(f, id, MACHINE_OFFLINE);
    assert_int_equal(boot(f, id, NULL), 0);
    wait_status(f, id, MACHINE_RUNNING);

    assert_int_equal(change(f, machines(f)->remove, id).err.code, 0);
    assert_int_equal(get(f, id).err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, id).err.code, LCT_ENOTFOUND);
    assert_int_equal(boot(f, id, NULL), LCT_ENOTFOUND);
}

static void
test_not_booted_stays_off(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false);

    assert_int_equal(made.err.code, 0);
    wait_status(f, made.id, MACHINE_OFFLINE);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_busy(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, true);

    assert_int_equal(made.err.code, 0);
    if (get(f, made.id).m.status == MACHINE_BUSY) // an instant API is never seen busy
        assert_int_equal(change(f, machines(f)->shutdown, made.id).err.code, LCT_EWAIT);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_tags(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), t = { 0 }, u = { 0 }, v = { 0 };
    const char *const other[] = { "lct-else", NULL };

    machines(f)->list(f->cloud, TAG, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 1);
    assert_non_null(strstr(t.tags, TAG));
    assert_non_null(strstr(t.tags, "second-tag"));
    machines(f)->update(f->cloud, made.id, NULL, other, on_machine, &u);
    wait_for(f, &u);
    assert_string_equal(u.tags, "lct-else ");
    assert_string_equal(u.label, f->label);
    machines(f)->list(f->cloud, TAG, on_machines, &v);
    wait_for(f, &v);
    assert_int_equal(v.n, 0);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_label(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), other, t = { 0 }, u = { 0 };
    const char *const tags[] = { TAG, NULL };
    _own_(free) char *beside = mem_printf("%s-b", f->label), *new = mem_printf("%s-c", f->label);

    other = create(f, beside, false);
    machines(f)->update(f->cloud, other.id, new, tags, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(t.label, new);
    assert_string_equal(t.tags, TAG " ");
    machines(f)->update(f->cloud, other.id, f->label, tags, on_machine, &u);
    wait_for(f, &u);
    assert_int_equal(u.err.code, LCT_EEXISTS);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
    assert_int_equal(change(f, machines(f)->remove, other.id).err.code, 0);
}

static void
on_rebuilds(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(events[i].action, "linode_rebuild");
        t->n += str_eq(events[i].entity_type, "linode") && str_eq(events[i].entity_id, t->id);
    }
}

static size_t
rebuilds(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    snprintf(t.id, sizeof t.id, "%s", id);
    f->reader->ops->events->rebuilds(f->reader, on_rebuilds, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    return t.n;
}

static void
test_rebuilds(void **state)
{
    const struct machine_spec spec = { .image = "linode/debian12",
        .authorized_keys = contract_keys };
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), t = { 0 };

    wait_status(f, made.id, MACHINE_OFFLINE);
    assert_int_equal(rebuilds(f, made.id), 0);
    machines(f)->rebuild(f->cloud, made.id, &spec, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(rebuilds(f, made.id), 1);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_events(void **state)
{
    struct fixture *f = *state;
    struct told before = { 0 }, own = { 0 }, after, made;

    f->cloud->ops->events->since(f->cloud, 0, on_events, &before);
    wait_for(f, &before);
    made = create(f, f->label, false);
    after = (struct told){ .last_event = before.last_event };
    memcpy(after.id, made.id, sizeof after.id);
    f->cloud->ops->events->since(f->cloud, before.last_event, on_events, &after);
    wait_for(f, &after);
    assert_true(after.saw_create);
    memcpy(own.id, made.id, sizeof own.id);
    f->reader->ops->events->machine(f->reader, made.id, on_events, &own);
    wait_for(f, &own);
    assert_true(own.saw_create);
    assert_true(own.n <= after.n);
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_refusals(void **state)
{
    struct fixture *f = *state;
    struct told t = create(f, "x", true); // too short

    assert_int_equal(t.err.code, LCT_EFAILED);
    assert_string_not_equal(t.err.text, "");
    assert_int_equal(get(f, "1").err.code, LCT_ENOTFOUND);
    assert_int_equal(get(f, "no-number").err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, "../1").err.code, LCT_ENOTFOUND);
}

static void
test_reader_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct cloud *writer = f->cloud;
    struct told t;

    f->cloud = f->reader;
    t = create(f, f->label, true);
    assert_int_equal(t.err.code, LCT_EUSAGE);
    assert_int_equal(change(f, machines(f)->remove, "1").err.code, LCT_EUSAGE);
    f->cloud = writer;
    t = (struct told){ 0 };
    machines(f)->find(f->cloud, f->label, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 0);
}

// ---- what the provider does

static void
on_mishaps(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    for (size_t i = 0; i < n; i++) {
        assert_true(
            str_eq(events[i].action, "host_reboot") || str_eq(events[i].action, "lassie_reboot"));
        assert_true(!i || events[i].id > events[i - 1].id);
        t->n += str_eq(events[i].entity_type, "linode") && str_eq(events[i].entity_id, t->id);
    }
}

static void
on_maintenance(void *user, const struct lct_err *err, const struct maintenance *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(list[i].kind);
        assert_non_null(list[i].status);
        t->n += str_eq(list[i].machine, t->id);
    }
}

static size_t
mishaps(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    snprintf(t.id, sizeof t.id, "%s", id);
    f->reader->ops->events->mishaps(f->reader, on_mishaps, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    return t.n;
}

static size_t
announced(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    snprintf(t.id, sizeof t.id, "%s", id);
    f->reader->ops->account->maintenance(f->reader, on_maintenance, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    return t.n;
}

// A new machine has neither; an API announces nothing because a test wants it.
static void
test_upkeep(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false);
    const struct maintenance reboot = { made.id, "reboot", "pending", "2026-12-01T00:00:00", NULL };

    assert_int_equal(mishaps(f, made.id), 0);
    assert_int_equal(announced(f, made.id), 0);
    if (f->account) {
        mem_account_announce(f->account, &reboot);
        mem_account_lassie(f->account, made.id);
        assert_int_equal(mishaps(f, made.id), 1);
        assert_int_equal(announced(f, made.id), 1);
    }
    assert_int_equal(change(f, machines(f)->remove, made.id).err.code, 0);
}

static void
test_cancel(void **state)
{
    struct fixture *f = *state;
    struct told t = { 0 };

    op_cancel(machines(f)->list(f->cloud, NULL, on_machines, &t));
    loop_run(f->loop, &t.done);
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.err.code, LCT_ECANCELLED);
}

#define TEST(driver, name)                                                \
    {                                                                     \
#driver ": " #name, test_##name, driver##_set_up, tear_down, NULL \
    }
#define ALL(driver)                                                                                \
    TEST(driver, catalogue_and_profile), TEST(driver, life_of_a_machine),                          \
        TEST(driver, not_booted_stays_off), TEST(driver, busy), TEST(driver, tags),                \
        TEST(driver, label), TEST(driver, rebuilds), TEST(driver, events), TEST(driver, refusals), \
        TEST(driver, reader_changes_nothing), TEST(driver, cancel),                                \
        TEST(driver, placement_groups), TEST(driver, disks), TEST(driver, configs),                \
        TEST(driver, another_type), TEST(driver, rebuilt), TEST(driver, passwords),                \
        TEST(driver, volumes), TEST(driver, vpcs), TEST(driver, machines_of_a_vpc),                \
        TEST(driver, volume_of_a_machine), TEST(driver, volume_refusals), TEST(driver, firewalls), \
        TEST(driver, firewalled_machines), TEST(driver, firewalled_interfaces),                    \
        TEST(driver, clone), TEST(driver, rescue), TEST(driver, backups), TEST(driver, ranges),    \
        TEST(driver, ipv4s), TEST(driver, shared), TEST(driver, names), TEST(driver, reserved),    \
        TEST(driver, balancers), TEST(driver, balancer_ports), TEST(driver, balanced_nodes),       \
        TEST(driver, balancer_of_a_vpc), TEST(driver, balancer_of_no_vpc), TEST(driver, care),     \
        TEST(driver, locks), TEST(driver, scripts), TEST(driver, upkeep)

int
main(void)
{
    const struct CMUnitTest mem[] = { ALL(mem) };
    const struct CMUnitTest api[] = { ALL(api) };

    if (getenv("LCT_TEST_URL") && getenv("LCT_TEST_TOKEN"))
        return RUN(api);
    return RUN(mem);
}
