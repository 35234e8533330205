// SPDX-License-Identifier: MIT
// What must hold on a node: when it is to be brought, and how it is written down that the node has
// it.
#include "aspect_stage.h"
#include "model/disk.h"

static void
each_has_its_row(void **state)
{
    static const char *const names[] = { "firewall", "hosts", "users", "packages", "sysctl",
        "files", "lists", "boot", "storage", "addresses" };

    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        assert_int_equal(aspects[i]->id, i);
        assert_string_equal(aspects[i]->name, names[i]);
        assert_non_null(aspects[i]->kind);
        assert_true(aspects[i]->limit_ms > 0);
    }
}

// What is rendered of a node whose plan has these disks and, of volumes, this one.
static struct rendered
rendered_disks(struct stage *s, struct plan_disk *disks, size_t n, struct holding *volume)
{
    struct plan_storage *list = ARENA_NEW(s->arena, struct plan_storage);

    *list = (struct plan_storage){ .disks = disks, .n_disks = n };
    s->np.storage = list;
    s->member.volumes = volume;
    return rendered(s, ASPECT_STORAGE);
}

static void
disks_are_told_with_their_devices(void **state)
{
    struct stage *s = *state;
    struct plan_disk disks[] = { { .label = "boot", .fs = "ext4", .boot = true, .device = "sda" },
        { .label = "swap", .fs = "swap", .device = "sdb", .size_mb = 512 },
        { .label = "data",
            .fs = "xfs",
            .blockstore = true,
            .mount = "/data",
            .options = "noatime",
            .size_mb = 20480 } };
    struct resource volume = { .name = "web-1/data",
        .uuid = "00000000-0000-4000-9000-000000000007" };
    struct holding h = { .resource = &volume, .device = "/dev/disk/by-id/x", .size_gb = 20 };
    char uuids[2][UUID_TEXT];

    disk_uuid(s->node.uuid, s->node.generation, "boot", uuids[0]);
    disk_uuid(s->node.uuid, s->node.generation, "swap", uuids[1]);
    assert_string_equal(rendered_disks(s, disks, 3, &h).made,
        arena_printf(s->arena,
            "/dev/sda boot ext4 %s 0 - - boot\n"
            "/dev/sdb disk swap %s 512 - - swap\n"
            "/dev/disk/by-id/x volume xfs 00000000-0000-4000-9000-000000000007 20480 /data "
            "noatime data\n",
            uuids[0], uuids[1]));
}

static void
growth_is_brought_and_what_is_gone_is_taken_away(void **state)
{
    struct stage *s = *state;
    struct plan_disk d = { .label = "work", .fs = "btrfs", .device = "sdc", .size_mb = 10240 };

    s->member.has[ASPECT_STORAGE] = rendered_disks(s, &d, 1, NULL).digest;
    assert_false(due(s, ASPECT_STORAGE));
    d.size_mb = 20480;
    assert_true(due(s, ASPECT_STORAGE));
    s->np.storage = NULL;
    assert_true(due(s, ASPECT_STORAGE));
    assert_string_equal(rendered(s, ASPECT_STORAGE).digest, "");
    s->member.has[ASPECT_STORAGE] = "";
    assert_false(aspect_expected(aspects[ASPECT_STORAGE], &s->member));
}

// Of another node of the name's, of one that nothing wants, of one whose device is not known.
static void
a_volume_that_is_not_found_is_an_error(void **state)
{
    struct stage *s = *state;
    struct plan_disk d = { .label = "data", .fs = "xfs", .blockstore = true, .size_mb = 20480 };
    struct resource r = { .name = "web-1/other" };
    struct holding h = { .resource = &r, .device = "/dev/disk/by-id/x", .size_gb = 20 };
    struct plan_storage list = { .disks = &d, .n_disks = 1 };
    struct lct_err err = { 0 };
    struct rendered ret;

    s->np.storage = &list;
    s->member.volumes = &h;
    assert_int_equal(aspect_render(aspects[ASPECT_STORAGE], &s->member, &ret, &err), LCT_EFAILED);
    assert_string_equal(err.text, "nothing tells where web-1 finds its volume data");
    r.name = "web-1/data";
    assert_int_equal(aspect_render(aspects[ASPECT_STORAGE], &s->member, &ret, &err), LCT_OK);
    h.size_gb = 0;
    assert_int_equal(aspect_render(aspects[ASPECT_STORAGE], &s->member, &ret, &err), LCT_EFAILED);
    h = (struct holding){ .resource = &r, .size_gb = 20 };
    assert_int_equal(aspect_render(aspects[ASPECT_STORAGE], &s->member, &ret, &err), LCT_EFAILED);
}

// Of a node of which nothing is noted: what the plan says is brought, nothing is not.
static void
a_bare_node_is_brought_what_the_plan_says(void **state)
{
    struct stage *s = *state;

    assert_true(due(s, ASPECT_FIREWALL));
    assert_false(due(s, ASPECT_HOSTS));
    assert_true(due(s, ASPECT_USERS));
    assert_false(due(s, ASPECT_FILES));
    s->plan.hosts.private_names = true;
    s->world.generation++;
    assert_true(due(s, ASPECT_HOSTS));
    s->np.n_users = 0;
    assert_false(due(s, ASPECT_USERS));
}

static void
further_addresses_are_told_with_the_first(void **state)
{
    struct stage *s = *state;
    static const char *const two[] = { "192.0.2.8", "192.0.2.9", NULL };
    struct lct_err err = { 0 };
    struct rendered r;

    assert_false(aspect_expected(aspects[ASPECT_ADDRESSES], &s->member));
    s->np.extra_ipv4 = 2;
    assert_true(aspect_expected(aspects[ASPECT_ADDRESSES], &s->member));
    assert_int_equal(aspect_render(aspects[ASPECT_ADDRESSES], &s->member, &r, &err), LCT_EFAILED);
    s->node.extra_ipv4 = two;
    r = rendered(s, ASPECT_ADDRESSES);
    assert_string_equal(r.made, "first 192.0.2.7\nown 192.0.2.8\nown 192.0.2.9\n");
    assert_true(aspect_due(&r));
    s->member.has[ASPECT_ADDRESSES] = r.digest;
    assert_false(due(s, ASPECT_ADDRESSES));
    s->np.extra_ipv4 = 0; // they are taken away again
    s->node.extra_ipv4 = NULL;
    r = rendered(s, ASPECT_ADDRESSES);
    assert_string_equal(r.made, "first 192.0.2.7\n");
    assert_true(aspect_due(&r));
}

static void
what_it_has_is_not_brought_again(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        s->member.has[i] = rendered(s, (enum aspect_id)i).digest;
        assert_false(due(s, (enum aspect_id)i));
    }
    s->user.sudo = true;
    assert_true(due(s, ASPECT_USERS));
    s->np.n_users = 0; // whom it has must go
    assert_true(due(s, ASPECT_USERS));
}

// What a node was told or brought goes when the plan has none any more.
static void
what_the_plan_wants_empty_is_emptied(void **state)
{
    struct stage *s = *state;

    s->member.has[ASPECT_HOSTS] = "some";
    assert_true(due(s, ASPECT_HOSTS));
    s->member.has[ASPECT_HOSTS] = "";
    assert_false(due(s, ASPECT_HOSTS));
    s->member.has[ASPECT_FILES] = "some";
    assert_true(due(s, ASPECT_FILES));
    assert_true(aspect_expected(aspects[ASPECT_FILES], &s->member));
}

static void
what_the_plan_does_not_say_is_let_be(void **state)
{
    struct stage *s = *state;

    for (int none = 0; none < 2; none++) {
        s->member.has[ASPECT_FILES] = none ? "" : NULL;
        assert_null(rendered(s, ASPECT_FILES).digest);
        assert_false(aspect_expected(aspects[ASPECT_FILES], &s->member));
    }
}

static void
what_is_amiss_is_brought_again(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < ASPECT_COUNT; i++)
        s->member.has[i] = rendered(s, (enum aspect_id)i).digest;
    s->member.amiss = "its firewall is gone";
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        assert_int_equal(due(s, (enum aspect_id)i), i == ASPECT_FIREWALL);
}

// Before anything runs only what the plan alone says is known.
static void
what_may_turn_out_to_be_due_is_expected(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < ASPECT_COUNT; i++)
        s->member.has[i] = rendered(s, (enum aspect_id)i).digest;
    assert_true(aspect_expected(aspects[ASPECT_FIREWALL], &s->member));
    assert_true(aspect_expected(aspects[ASPECT_HOSTS], &s->member));
    assert_false(aspect_expected(aspects[ASPECT_USERS], &s->member));
    s->user.sudo = true;
    assert_true(aspect_expected(aspects[ASPECT_USERS], &s->member));
    s->np.units = &(struct plan_unit){ .name = "x.service", .command = "/bin/x" };
    s->np.n_units = 1;
    assert_true(aspect_expected(aspects[ASPECT_FILES], &s->member));
    s->member.has[ASPECT_FILES] = rendered(s, ASPECT_FILES).digest;
    assert_true(aspect_expected(aspects[ASPECT_FILES], &s->member));
    assert_false(due(s, ASPECT_FILES));
}

// Other members make another digest, but not another plan.
static void
the_plan_is_told_from_the_members(void **state)
{
    struct stage *s = *state;
    struct rendered r = rendered(s, ASPECT_FIREWALL);

    assert_false(aspect_of_plan(&r));
    s->member.has[ASPECT_FIREWALL] =
        arena_printf(s->arena, "%.*s.others", (int)strcspn(r.digest, "."), r.digest);
    assert_true(aspect_of_plan(&r) && aspect_due(&r));
    s->member.has[ASPECT_FIREWALL] = "another.others";
    assert_false(aspect_of_plan(&r));
}

static void
what_is_kept_is_read_again(void **state)
{
    struct stage *s = *state;
    const struct batch *b = ledger_batch(s->world.ledger);

    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        struct rendered r = rendered(s, (enum aspect_id)i);
        size_t before = b->n;
        assert_int_equal(aspect_is_news(&r), r.digest != NULL);
        aspect_keep(&r);
        assert_int_equal(b->n - before, r.digest != NULL);
        if (!r.digest)
            continue;
        const struct fact *f = b->items[before].record;
        assert_int_equal(b->items[before].kind, RECORD_FACT);
        assert_string_equal(f->node, s->node.uuid);
        assert_string_equal(f->value, r.digest);
        assert_ptr_equal(aspect_of_fact(f), aspects[i]);
        assert_string_equal(s->member.has[i], r.digest);
        assert_false(aspect_is_news(&r));
        aspect_keep(&r); // nothing new
        assert_int_equal(b->n - before, 1);
    }
}

static void
other_facts_are_of_no_aspect(void **state)
{
    static const char *const keys[] = { "hook:firstboot/users", "users", "aspect:", "aspect:moon" };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_null(aspect_of_fact(&(struct fact){ .node = "n", .key = keys[i], .value = "v" }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_row),
        TEST(disks_are_told_with_their_devices),
        TEST(growth_is_brought_and_what_is_gone_is_taken_away),
        TEST(a_volume_that_is_not_found_is_an_error),
        TEST(a_bare_node_is_brought_what_the_plan_says),
        TEST(further_addresses_are_told_with_the_first),
        TEST(what_it_has_is_not_brought_again),
        TEST(what_the_plan_wants_empty_is_emptied),
        TEST(what_the_plan_does_not_say_is_let_be),
        TEST(what_is_amiss_is_brought_again),
        TEST(what_may_turn_out_to_be_due_is_expected),
        TEST(the_plan_is_told_from_the_members),
        TEST(what_is_kept_is_read_again),
        cmocka_unit_test(other_facts_are_of_no_aspect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
