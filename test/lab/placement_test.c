// SPDX-License-Identifier: MIT
// Limits of placement groups that no recorded region has.
#include "small_lab.h"

#include "lab/api/route.h"

static const char region[] =
    "[{\"id\": \"here\", \"capabilities\": [\"Placement Group\"], \"placement_group_limits\": "
    "{\"maximum_pgs_per_customer\": 2, \"maximum_linodes_per_pg\": 1, "
    "\"maximum_linodes_per_flexible_pg\": 2}}]";

static int
setup(void **state)
{
    small_lab_new(state);
    struct small_lab *x = *state;
    small_lab_open(x, api_nouns);
    x->lab.catalogue.regions = small_lab_parse(x, region);
    return 0;
}

// What is wrong with the call; NULL: nothing.
static const char *
ask(struct small_lab *x, const char *method, const char *path, const char *body)
{
    struct call c = small_lab_call(x, method, path, body);

    return doc_get_text(doc_at(c.errors, 0), "reason", NULL);
}

static const char *
group_add(struct small_lab *x, const char *label, const char *policy)
{
    return ask(x, "POST", "placement/groups",
        arena_printf(x->arena,
            "{\"label\": \"%s\", \"region\": \"here\", \"placement_group_type\": "
            "\"anti_affinity:local\", \"placement_group_policy\": \"%s\"}",
            label, policy));
}

static void
linode_add(struct small_lab *x, int64_t id)
{
    world_do(&x->lab.world,
        "INSERT INTO linode VALUES (?1, 'n' || ?1, '', 'running', '', '', '', 'here', '', '', "
        "NULL, "
        "'', '', '', 1, '', '', '', NULL, '', NULL, NULL, NULL, 'legacy_config')",
        "i", id);
    assert_false(x->lab.world.failed);
}

static void
groups_of_a_region(void **state)
{
    struct small_lab *x = *state;

    assert_null(group_add(x, "one", "strict"));
    assert_null(group_add(x, "two", "flexible"));
    assert_string_equal(
        group_add(x, "three", "strict"), "Placement Group limit of this region reached");
    assert_null(ask(x, "DELETE", "placement/groups/700001", "{}"));
    assert_null(group_add(x, "three", "strict"));
}

static void
members_by_policy(void **state)
{
    struct small_lab *x = *state;

    for (int64_t id = 1; id <= 5; id++)
        linode_add(x, id);
    assert_null(group_add(x, "one", "strict"));
    assert_null(group_add(x, "two", "flexible"));
    assert_null(ask(x, "POST", "placement/groups/700001/assign", "{\"linodes\": [1]}"));
    assert_string_equal(ask(x, "POST", "placement/groups/700001/assign", "{\"linodes\": [2]}"),
        "Placement Group has the 1 Linodes it may have");
    assert_null(ask(x, "POST", "placement/groups/700002/assign", "{\"linodes\": [2, 3]}"));
    assert_string_equal(ask(x, "POST", "placement/groups/700002/assign", "{\"linodes\": [4]}"),
        "Placement Group has the 2 Linodes it may have");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups_of_a_region, setup, small_lab_free),
        cmocka_unit_test_setup_teardown(members_by_policy, setup, small_lab_free),
    };

    return RUN(tests);
}
