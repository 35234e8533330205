// SPDX-License-Identifier: MIT
// Limits of placement groups that no recorded region has.
#include "../testing.h"

#include <unistd.h>

#include "base/err.h"
#include "lab/api/route.h"
#include "text/json.h"

static const char region[] =
    "[{\"id\": \"here\", \"capabilities\": [\"Placement Group\"], \"placement_group_limits\": "
    "{\"maximum_pgs_per_customer\": 2, \"maximum_linodes_per_pg\": 1, "
    "\"maximum_linodes_per_flexible_pg\": 2}}]";

struct fixture {
    struct arena *arena;
    struct lab lab;
    char folder[32];
    const char *file;
};

static struct doc *
parse(struct fixture *x, const char *text)
{
    struct doc *d;

    assert_int_equal(json_parse(x->arena, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED), 0);
    return d;
}

static int
setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    *state = x;
    x->arena = arena_new();
    strcpy(x->folder, "/tmp/lct-placement-XXXXXX");
    assert_non_null(mkdtemp(x->folder));
    x->file = arena_printf(x->arena, "%s/world.db", x->folder);
    x->lab.clock = &clock_real;
    x->lab.catalogue.regions = parse(x, region);
    return world_open(&x->lab.world, x->file, &clock_real, ERR_IGNORED);
}

static int
teardown(void **state)
{
    struct fixture *x = *state;

    world_close(&x->lab.world);
    unlink(x->file);
    assert_int_equal(rmdir(x->folder), 0);
    arena_free(x->arena);
    free(x);
    return 0;
}

// What is wrong with the call; NULL: nothing.
static const char *
ask(struct fixture *x, const char *method, const char *path, const char *body)
{
    struct call c = { .lab = &x->lab,
        .arena = x->arena,
        .body = parse(x, body),
        .answer = doc_map(x->arena),
        .errors = doc_list(x->arena) };
    bool other;
    const struct route *route = route_find(api_nouns, x->arena, method, path, c.params, &other);

    assert_non_null(route);
    route->fn(&c);
    return doc_get_text(doc_at(c.errors, 0), "reason", NULL);
}

static const char *
group_add(struct fixture *x, const char *label, const char *policy)
{
    return ask(x, "POST", "placement/groups",
        arena_printf(x->arena,
            "{\"label\": \"%s\", \"region\": \"here\", \"placement_group_type\": "
            "\"anti_affinity:local\", \"placement_group_policy\": \"%s\"}",
            label, policy));
}

static void
linode_add(struct fixture *x, int64_t id)
{
    world_do(&x->lab.world,
        "INSERT INTO linode VALUES (?1, 'n' || ?1, '', 'running', '', '', '', 'here', '', '', "
        "NULL, "
        "'', '', '', 1, '', '', '', NULL, '', NULL, '')",
        "i", id);
    assert_false(x->lab.world.failed);
}

static void
groups_of_a_region(void **state)
{
    struct fixture *x = *state;

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
    struct fixture *x = *state;

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
        cmocka_unit_test_setup_teardown(groups_of_a_region, setup, teardown),
        cmocka_unit_test_setup_teardown(members_by_policy, setup, teardown),
    };

    return RUN(tests);
}
