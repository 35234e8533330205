// SPDX-License-Identifier: MIT
// Tests of base/str.
#include "base/str.h"

#include "../testing.h"

static void
distance_counts_edits(void **state)
{
    assert_int_equal(str_distance("cluster", "cluster", 3), 0);
    assert_int_equal(str_distance("cluser", "cluster", 3), 1);
    assert_int_equal(str_distance("clutser", "cluster", 3), 1); // neighbours swapped
    assert_int_equal(str_distance("CLUSTER", "cluster", 3), 0);
    assert_int_equal(str_distance("kitten", "sitting", 5), 3);
    assert_int_equal(str_distance("abc", "xyz", 2), 3);
    assert_int_equal(str_distance("", "ab", 2), 2);
}

static void
nearest_is_near_or_nothing(void **state)
{
    static const char *const words[] = { "kafkacounter1", "kafkacounter3", "cluster" };

    assert_string_equal(str_nearest("kafkacounte3", words, 3), "kafkacounter3");
    assert_string_equal(str_nearest("cluser", words, 3), "cluster");
    assert_null(str_nearest("web", words, 3));
    assert_null(str_nearest("web", words, 0));
}

static void
utf8_is_strict(void **state)
{
    assert_true(str_utf8("gr\xc3\xbc\xc3\x9f", 6));
    assert_true(str_utf8("\xf0\x9f\x98\x80", 4));
    assert_false(str_utf8("\xc0\x80", 2));         // overlong
    assert_false(str_utf8("\xed\xa0\x80", 3));     // surrogate
    assert_false(str_utf8("\xf4\x90\x80\x80", 4)); // beyond the last
    assert_false(str_utf8("\xe2\x82", 2));         // cut
    assert_false(str_utf8("a\0b", 3));
}

static void
slugs_fit_labels(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(str_slug(a, "My First Cluster", 24), "my-first-cluster");
    assert_string_equal(str_slug(a, "--a__b..c--", 24), "a-b-c");
    assert_string_equal(str_slug(a, "\xc3\xbc", 24), "x");
    assert_string_equal(str_slug(a, "abcdef", 3), "abc");
    assert_string_equal(str_slug(a, "ab-cdef", 3), "ab");
}

static void
splits_without_empty_pieces(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    char **items;

    assert_int_equal(str_split(a, " a, b ,,c ", ", ", &items), 3);
    assert_string_equal(items[2], "c");
    assert_null(items[3]);
    assert_int_equal(str_split(a, "", ",", &items), 0);
}

static void
trims_in_place(void **state)
{
    char text[] = " \t a b \n", blank[] = "  ";

    assert_string_equal(str_trim(text), "a b");
    assert_string_equal(str_trim(blank), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(nearest_is_near_or_nothing),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(slugs_fit_labels),
        cmocka_unit_test(splits_without_empty_pieces),
        cmocka_unit_test(trims_in_place),
    };

    return RUN(tests);
}
