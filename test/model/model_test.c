// SPDX-License-Identifier: MIT
// Looking up what the cloud offers; words, tags and who carries them.
#include "../testing.h"
#include "base/str.h"
#include "model/catalogue.h"
#include "model/machine.h"
#include "model/node.h"
#include "model/plan.h"

static void
prices_by_region(void **state)
{
    const struct region_price own[] = { { "id-cgk", 0.009, 6.0 }, { "br-gru", 0.0105, 7.0 } };
    const struct type t = { .id = "g6-nanode-1",
        .hourly = 0.0075,
        .monthly = 5.0,
        .region_prices = own,
        .n_region_prices = 2 };

    assert_float_equal(type_hourly(&t, "us-east"), 0.0075, 1e-9);
    assert_float_equal(type_hourly(&t, "br-gru"), 0.0105, 1e-9);
    assert_float_equal(type_monthly(&t, "id-cgk"), 6.0, 1e-9);
    assert_float_equal(type_monthly(&t, NULL), 5.0, 1e-9);
}

static void
finds_by_exact_id(void **state)
{
    struct region regions[] = { { .id = "us-east" }, { .id = "us-east-1a" } };
    struct type types[] = { { .id = "g6-nanode-1" } };
    struct image images[] = { { .id = "linode/debian12" } };
    struct kernel kernels[] = { { .id = "linode/grub2" } };
    const struct catalogue c = { .regions = regions,
        .n_regions = 2,
        .types = types,
        .n_types = 1,
        .images = images,
        .n_images = 1,
        .kernels = kernels,
        .n_kernels = 1 };

    assert_ptr_equal(catalogue_region(&c, "us-east-1a"), &regions[1]);
    assert_null(catalogue_region(&c, "us"));
    assert_null(catalogue_region(&c, NULL));
    assert_ptr_equal(catalogue_type(&c, "g6-nanode-1"), &types[0]);
    assert_null(catalogue_type(&c, "g6-nanode-10"));
    assert_ptr_equal(catalogue_image(&c, "linode/debian12"), &images[0]);
    assert_null(catalogue_image(&c, "Linode/Debian12"));
    assert_ptr_equal(catalogue_kernel(&c, "linode/grub2"), &kernels[0]);
    assert_null(catalogue_kernel(&c, ""));
}

static void
knows_what_they_can(void **state)
{
    static const char *const words[] = { "metadata", "vpc", NULL };
    const struct region r = { .can = words }, shown = { .capabilities = words }, bare = { 0 };
    const struct image i = { .capabilities = words }, plain = { 0 };

    assert_true(region_can(&r, CAN_VPC));
    assert_false(region_can(&r, CAN_VLAN));
    assert_false(region_can(&shown, CAN_VPC));
    assert_false(region_can(&bare, CAN_VPC));
    assert_true(image_can(&i, "metadata"));
    assert_false(image_can(&plain, "metadata"));
}

static void
states_go_to_words_and_back(void **state)
{
    for (enum state s = STATE_NOTEXIST; s <= STATE_FAILED; s++)
        assert_int_equal(words_parse(&state_words, state_name(s)), s);
    assert_string_equal(state_name(STATE_STARTED), "started");
    assert_int_equal(words_parse(&state_words, "Started"), STATE_NOTEXIST);
    assert_int_equal(words_parse(&state_words, NULL), STATE_NOTEXIST);
}

static void
every_event_has_its_word(void **state)
{
    for (enum event e = EVENT_CREATED; e <= EVENT_DESTROY; e++)
        assert_false(str_empty(event_name(e)));
    assert_string_equal(event_name(EVENT_FIRSTBOOT), "firstboot");
    assert_string_equal(event_name(EVENT_DESTROY), "destroy");
}

// Linode takes tags of 3 to 50 characters.
static void
tags_prove_a_machine_ours(void **state)
{
    struct node n = { .uuid = "01234567-89ab-4def-8123-456789abcdef", .generation = 12 };
    char cluster[LCT_TAG_MAX], node[LCT_TAG_MAX];
    const char *const tags[] = { "web", cluster, node, NULL };
    const struct machine m = { .tags = tags }, bare = { 0 };

    assert_string_equal(cluster_tag(n.uuid, cluster), "lct:01234567-89ab-4def-8123-456789abcdef");
    assert_string_equal(node_tag(&n, node), "lct:01234567-89ab-4def-8123-456789abcdef.12");
    assert_true(machine_tagged(&m, node));
    assert_false(machine_tagged(&m, "lct:01234567-89ab-4def-8123-456789abcdef.1"));
    assert_false(machine_tagged(&bare, cluster));
    n.generation = 999999999;
    assert_true(strlen(node_tag(&n, node)) <= 50);
    assert_true(str_ends(node, ".999999999"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_by_region),
        cmocka_unit_test(finds_by_exact_id),
        cmocka_unit_test(knows_what_they_can),
        cmocka_unit_test(states_go_to_words_and_back),
        cmocka_unit_test(every_event_has_its_word),
        cmocka_unit_test(tags_prove_a_machine_ours),
    };

    return RUN(tests);
}
