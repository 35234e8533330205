// SPDX-License-Identifier: MIT
// Tests of text/doc.
#include "text/doc.h"

#include "../testing.h"

#include <time.h>

static void
reads_with_fallbacks(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *map = doc_map(a);

    doc_put_int(a, map, "n", 3);
    doc_put(a, map, "whole", doc_real(a, 4.0));
    doc_put(a, map, "part", doc_real(a, 4.5));
    doc_put_string(a, map, "text", "yes");
    doc_put_string(a, map, "none", NULL);
    doc_put_bool(a, map, "flag", true);
    assert_int_equal(doc_get_int(map, "n", -1), 3);
    assert_int_equal(doc_get_int(map, "whole", -1), 4);
    assert_int_equal(doc_get_int(map, "part", -1), -1);
    assert_int_equal(doc_get_int(map, "text", -1), -1);
    assert_int_equal(doc_get_int(map, "absent", -1), -1);
    assert_string_equal(doc_get_text(map, "n", "?"), "3");
    assert_string_equal(doc_get_text(map, "none", "?"), "?");
    assert_true(doc_get_bool(map, "flag", false));
    assert_false(doc_get_bool(map, "text", false));
    assert_true(doc_is_null(doc_get(map, "none")));
    assert_null(doc_get(NULL, "n"));
    assert_null(doc_at(map, 0));
    assert_int_equal(doc_count(map), 6);
    assert_int_equal(doc_count(doc_get(map, "n")), 0);
}

static void
follows_paths(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *top = doc_map(a), *list = doc_put(a, top, "list", doc_list(a));

    doc_put_string(a, doc_add(a, list, doc_map(a)), "label", "first");
    assert_string_equal(doc_text(doc_path(top, "list.0.label"), ""), "first");
    assert_null(doc_path(top, "list.1.label"));
    assert_null(doc_path(top, "list.x"));
    assert_null(doc_path(top, "list.0.label.more"));
    assert_ptr_equal(doc_path(top, ""), top);
}

static void
replaces_a_key(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *map = doc_map(a);

    doc_put_int(a, map, "a", 1);
    doc_put_int(a, map, "b", 2);
    doc_put_int(a, map, "a", 3);
    assert_int_equal(doc_count(map), 2);
    assert_int_equal(doc_get_int(map, "a", 0), 3);
    assert_string_equal(map->keys[0]->text, "a");
}

// 200,000 keys by comparing each with each would take minutes.
static void
big_maps_are_quick(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *map = doc_map(a);
    char key[32];
    clock_t start = clock();

    for (int i = 0; i < 200000; i++) {
        snprintf(key, sizeof key, "key-%d", i);
        doc_put_int(a, map, key, i);
    }
    for (int i = 0; i < 200000; i++) {
        snprintf(key, sizeof key, "key-%d", i);
        assert_int_equal(doc_get_int(map, key, -1), i);
    }
    assert_null(doc_get(map, "key-200000"));
    assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
    assert_true(doc_equal(map, doc_copy(a, map)));
}

static void
compares_trees(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *one = doc_map(a), *two = doc_map(a);

    doc_put_int(a, one, "x", 1);
    doc_put_string(a, one, "y", "1");
    doc_put_string(a, two, "y", "1");
    doc_put_int(a, two, "x", 1);
    assert_true(doc_equal(one, two));
    doc_put_string(a, two, "x", "1");
    assert_false(doc_equal(one, two));
    doc_put_int(a, two, "x", 1);
    doc_put_int(a, two, "z", 1);
    assert_false(doc_equal(one, two));
    assert_false(doc_equal(doc_list(a), doc_map(a)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_with_fallbacks),
        cmocka_unit_test(follows_paths),
        cmocka_unit_test(replaces_a_key),
        cmocka_unit_test(big_maps_are_quick),
        cmocka_unit_test(compares_trees),
    };

    return RUN(tests);
}
