// SPDX-License-Identifier: MIT
// Linodes that stop by themselves: booted again, but not for ever.
#include "small_lab.h"

#include "lab/api/route.h"
#include "lab/world/power.h"
#include "lab/world/watchdog.h"

static int
setup(void **state)
{
    small_lab_new(state);
    struct small_lab *x = *state;
    small_lab_open(x, api_nouns);
    world_do(&x->lab.world,
        "INSERT INTO linode (id, label, status, created, updated, type, region, site_type, specs, "
        "ipv6, alerts, backups, host_uuid, disk_encryption, maintenance_policy) "
        "VALUES (1, 'n', 'running', '', '', '', '', '', '', '', '', '', '', '', '')",
        "");
    return 0;
}

static const char *
status_of(struct small_lab *x)
{
    return world_text(&x->lab.world, x->arena, "SELECT status FROM linode", "");
}

// Of all so far, in their order.
static const char *
events(struct small_lab *x)
{
    return world_text(&x->lab.world, x->arena,
        "SELECT group_concat(action || ' ' || status) FROM (SELECT * FROM event ORDER BY id)", "");
}

static void
boots_it(void **state)
{
    struct small_lab *x = *state;

    watchdog_ended(&x->lab, 1, FLEET_POWEROFF);
    assert_string_equal(status_of(x), "booting");
    assert_string_equal(events(x), "lassie_reboot scheduled");
    watchdog_ended(&x->lab, 1, FLEET_CRASH); // it is being booted already
    small_lab_run(x);
    assert_string_equal(status_of(x), "running");
    assert_string_equal(events(x), "lassie_reboot finished");
}

static void
not_for_ever(void **state)
{
    struct small_lab *x = *state;

    for (int i = 0; i < 5; i++) {
        watchdog_ended(&x->lab, 1, FLEET_CRASH);
        small_lab_run(x);
        assert_string_equal(status_of(x), "running");
    }
    watchdog_ended(&x->lab, 1, FLEET_CRASH);
    small_lab_run(x);
    assert_string_equal(status_of(x), "offline");
}

static void
where_it_is_asleep(void **state)
{
    struct small_lab *x = *state;

    world_do(&x->lab.world, "UPDATE linode SET watchdog_enabled = 0", "");
    watchdog_ended(&x->lab, 1, FLEET_POWEROFF);
    assert_string_equal(status_of(x), "offline");
    assert_null(events(x));
}

static void
that_reboots(void **state)
{
    struct small_lab *x = *state;

    watchdog_ended(&x->lab, 1, FLEET_REBOOT);
    assert_string_equal(status_of(x), "running");
    assert_string_equal(events(x), "lassie_reboot finished");
    assert_false(job_pending(&x->lab, (struct subject){ "linode", 1 }));
}

// What was running when a lab ended is booted by the next one.
static void
that_its_host_stops(void **state)
{
    struct small_lab *x = *state;

    power_resume(&x->lab);
    assert_string_equal(status_of(x), "booting");
    assert_string_equal(events(x), "host_reboot scheduled");
    power_resume(&x->lab); // it has its job
    small_lab_run(x);
    assert_string_equal(status_of(x), "running");
    assert_string_equal(events(x), "host_reboot finished");
}

// What others do with it meanwhile is no reason to leave it off.
static void
that_others_work_with(void **state)
{
    struct small_lab *x = *state;

    world_do(&x->lab.world,
        "INSERT INTO job (kind, event, of_type, of_id, with_type, with_id) "
        "VALUES ('volume_attach', 0, 'volume', 5, 'linode', 1)",
        "");
    watchdog_ended(&x->lab, 1, FLEET_POWEROFF);
    small_lab_run(x);
    power_resume(&x->lab);
    small_lab_run(x);
    assert_string_equal(events(x), "lassie_reboot finished,host_reboot finished");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, small_lab_free)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(boots_it),
        TEST(not_for_ever),
        TEST(where_it_is_asleep),
        TEST(that_reboots),
        TEST(that_its_host_stops),
        TEST(that_others_work_with),
    };

    return RUN(tests);
}
