// SPDX-License-Identifier: MIT
// Tests of expansion and diff: creation, growth, shrinking, stable names and counters.
#include <stdio.h>

#include "../testing.h"
#include "base/map.h"
#include "base/str.h"
#include "plan/plan.h"

struct bench {
    struct arena *arena;
    struct catalogue catalogue;
    struct map counters;
    struct node **nodes; // the inventory
    size_t n_nodes;
    unsigned uuids;
};

static struct region regions[] = {
    { .id = "us-east", .label = "Newark, NJ", .can = (const char *const[]){ "metadata", NULL } },
    { .id = "eu-central",
        .label = "Frankfurt, DE",
        .can = (const char *const[]){ "metadata", NULL } },
};
static struct type types[] = {
    { .id = "g6-nanode-1", .label = "Nanode 1GB", .klass = "nanode", .memory_mb = 1024 },
    { .id = "g6-standard-1", .label = "Linode 2GB", .klass = "standard", .memory_mb = 2048 },
};
static struct image images[] = {
    { .id = "linode/debian12",
        .label = "Debian 12",
        .capabilities = (const char *const[]){ "cloud-init", NULL } },
};

static int
set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

    b->arena = arena_new();
    b->catalogue = (struct catalogue){
        .regions = regions,
        .n_regions = 2,
        .types = types,
        .n_types = 2,
        .images = images,
        .n_images = 1,
    };
    *state = b;
    return 0;
}

static int
tear_down(void **state)
{
    struct bench *b = *state;

    map_done(&b->counters);
    arena_free(b->arena);
    free(b);
    return 0;
}

static int64_t
draw(void *user, const char *counter)
{
    struct bench *b = user;
    intptr_t next = (intptr_t)map_get(&b->counters, counter) + 1;

    map_put(&b->counters, counter, (void *)next);
    return next;
}

static void
new_uuid(void *user, char out[static UUID_TEXT])
{
    struct bench *b = user;

    snprintf(out, UUID_TEXT, "00000000-0000-4000-8000-%012u", ++b->uuids);
}

static const struct plan *
load(struct bench *b, const char *text)
{
    const struct doc_source src = { "test", text, strlen(text) };
    const struct load_args args = { 0 };
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *plan = NULL;
    struct buf out = { 0 };

    diags_init(&diags, b->arena);
    if (plan_load(b->arena, &src, &args, &diags, &plan, &err) < 0 ||
        plan_resolve(plan, &b->catalogue, false, &diags, &err) < 0) {
        diags_print(&out, &diags, &src, 0);
        fail_msg("%s", buf_str(&out));
    }
    return plan;
}

// Expands and diffs; with `carry_out`, what is wanted becomes the inventory, all of it started.
static const char *
changes(struct bench *b, const char *text, bool carry_out)
{
    const struct plan *plan = load(b, text);
    const struct expand_args args = { .cluster_uuid = "c",
        .cluster_slug = "prod",
        .existing = b->nodes,
        .n_existing = b->n_nodes,
        .draw = draw,
        .user = b,
        .new_uuid = new_uuid };
    struct lct_err err = { 0 };
    struct desired *desired;
    struct change *list;
    struct buf out = { 0 };
    size_t n, n_changes;

    if (plan_expand(b->arena, plan, &args, &desired, &n, &err) < 0)
        return arena_printf(b->arena, "error: %s", err.text);
    assert_int_equal(
        plan_diff(b->arena, &(struct diff_args){ desired, n, b->nodes, b->n_nodes, .mends = true },
            &list, &n_changes, &err),
        LCT_OK);
    for (size_t i = 0; i < n_changes; i++)
        buf_addf(&out, "%s %s; ", change_name(list[i].kind), list[i].node->label);
    if (carry_out) {
        b->nodes = arena_array(b->arena, n, sizeof *b->nodes);
        b->n_nodes = n;
        for (size_t i = 0; i < n; i++) {
            b->nodes[i] = desired[i].node;
            if (!b->nodes[i]->cloud_id)
                b->nodes[i]->cloud_id = arena_printf(b->arena, "%zu", i + 1000);
            b->nodes[i]->state = STATE_STARTED;
        }
    }
    char *said = arena_strdup(b->arena, buf_str(&out));
    buf_done(&out);
    return said;
}

#define PLAN(node) "name: t\nregions:\n- region: us-east\n  nodes:\n  - " node "\n"
#define WEB(count) \
    PLAN("{name: web, type: g6-nanode-1, count: " #count ", nodenames: 'web-{index:02}'}")

static void
creates_what_is_missing(void **state)
{
    assert_string_equal(
        changes(*state, WEB(3), true), "create web-01; create web-02; create web-03; ");
    assert_string_equal(changes(*state, WEB(3), true), "keep web-01; keep web-02; keep web-03; ");
}

static void
grows_behind_and_shrinks_from_the_end(void **state)
{
    changes(*state, WEB(2), true);
    assert_string_equal(changes(*state, WEB(3), true), "keep web-01; keep web-02; create web-03; ");
    assert_string_equal(
        changes(*state, WEB(1), true), "keep web-01; delete web-02; delete web-03; ");
}

static void
indexes_are_never_used_again(void **state)
{
    changes(*state, WEB(3), true);
    changes(*state, WEB(1), true);
    assert_string_equal(changes(*state, WEB(2), true), "keep web-01; create web-04; ");
}

static void
a_counter_is_drawn_once_a_node(void **state)
{
    struct bench *b = *state;
    const char *plan =
        "name: t\ncounters: [c]\nregions:\n- region: us-east\n  nodes:\n"
        "  - {name: a, type: g6-nanode-1, count: 2, nodenames: 'n-{c}', hostnames: 'h-{c}-{c}'}\n"
        "- region: eu-central\n  nodes:\n"
        "  - {name: a, type: g6-nanode-1, count: 1, nodenames: 'n-{c}', hostnames: 'h-{c}'}\n";

    assert_string_equal(changes(b, plan, true), "create n-1; create n-2; create n-3; ");
    assert_string_equal(b->nodes[1]->name, "h-2-2");
    assert_string_equal(b->nodes[1]->draws, "{\"c\":2}");
    assert_string_equal(changes(b, plan, true), "keep n-1; keep n-2; keep n-3; ");
}

static void
regional_counters_count_by_region(void **state)
{
    const char *plan = "name: t\nregions:\n- region: us-east\n  counters: [c]\n  nodes:\n"
                       "  - {name: a, type: g6-nanode-1, nodenames: 'e-{c}'}\n"
                       "- region: eu-central\n  counters: [c]\n  nodes:\n"
                       "  - {name: a, type: g6-nanode-1, nodenames: 'f-{c}'}\n";

    assert_string_equal(changes(*state, plan, true), "create e-1; create f-1; ");
}

static void
unfinished_nodes_are_finished(void **state)
{
    struct bench *b = *state;

    changes(b, WEB(2), true);
    b->nodes[0]->cloud_id = NULL;
    b->nodes[1]->state = STATE_FAILED;
    assert_string_equal(changes(b, WEB(2), false), "finish web-01; finish web-02; ");
}

static void
what_is_not_booted_is_finished_once_it_is_known(void **state)
{
    const char *plan = PLAN("{name: off, type: g6-nanode-1, count: 3, nodenames: 'off-{index}', "
                            "init: {boot-on-create: no}}");
    struct bench *b = *state;

    changes(b, plan, true);
    b->nodes[0]->state = STATE_NOTEXIST; // found by its tags: its creator died
    b->nodes[1]->state = STATE_CREATED;
    b->nodes[2]->state = STATE_STOPPED;
    assert_string_equal(changes(b, plan, false), "finish off-1; keep off-2; keep off-3; ");
}

static void
another_type_is_a_replacement(void **state)
{
    changes(*state, WEB(1), true);
    assert_string_equal(
        changes(
            *state, PLAN("{name: web, type: g6-standard-1, nodenames: 'web-{index:02}'}"), false),
        "replace web-01; ");
}

static void
names_default_to_all_that_tells_apart(void **state)
{
    assert_string_equal(changes(*state, PLAN("{name: web, type: g6-nanode-1, count: 2}"), false),
        "create prod-us-east-web-01; create prod-us-east-web-02; ");
}

static void
groups_of_another_name_are_others(void **state)
{
    changes(*state, WEB(1), true);
    assert_string_equal(
        changes(*state, PLAN("{name: api, type: g6-nanode-1, nodenames: 'api-{index}'}"), false),
        "create api-1; delete web-01; ");
}

// As the store lists them, by region and group; the plan has another order.
static void
nodes_are_put_in_the_order_of_the_plan(void **state)
{
    const struct plan *plan =
        load(*state, "name: t\nregions:\n- region: us-east\n  nodes:\n"
                     "  - {name: web, type: g6-nanode-1, nodenames: 'w-{index}'}\n"
                     "  - {name: db, type: g6-nanode-1, nodenames: 'd-{index}'}\n"
                     "- region: eu-central\n  nodes:\n"
                     "  - {name: db, type: g6-nanode-1, nodenames: 'e-{index}'}\n");
    const char *const listed[][2] = { { "eu-central", "db" }, { "eu-central", "old" },
        { "us-east", "db" }, { "us-east", "db" }, { "us-east", "old" }, { "us-east", "web" } };
    const int wanted[] = { 5, 2, 3, 0, 1, 4 };
    struct node nodes[6] = { 0 }, *sorted[6];

    for (int i = 0; i < 6; i++) {
        nodes[i].region = listed[i][0];
        nodes[i].group = listed[i][1];
        sorted[i] = &nodes[i];
    }
    plan_sort(plan, sorted, 6);
    for (int i = 0; i < 6; i++)
        assert_ptr_equal(sorted[i], &nodes[wanted[i]]);
    plan_sort(plan, sorted, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(creates_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grows_behind_and_shrinks_from_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(indexes_are_never_used_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_counter_is_drawn_once_a_node, set_up, tear_down),
        cmocka_unit_test_setup_teardown(regional_counters_count_by_region, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unfinished_nodes_are_finished, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_not_booted_is_finished_once_it_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_type_is_a_replacement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_default_to_all_that_tells_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nodes_are_put_in_the_order_of_the_plan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(groups_of_another_name_are_others, set_up, tear_down),
    };

    return RUN(tests);
}
