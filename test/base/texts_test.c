// SPDX-License-Identifier: MIT
// Lists of texts: empty, absent, alike.
#include "base/texts.h"

#include "../testing.h"

static const char *const none[] = { NULL };
static const char *const two[] = { "web", "db", NULL };

static void
test_counts_and_finds(void **state)
{
    assert_int_equal(texts_count(NULL), 0);
    assert_int_equal(texts_count(none), 0);
    assert_int_equal(texts_count(two), 2);
    assert_true(texts_have(two, "db"));
    assert_false(texts_have(two, "d"));
    assert_false(texts_have(two, NULL));
    assert_false(texts_have(NULL, "db"));
}

static void
test_same_means_the_order_too(void **state)
{
    static const char *const turned[] = { "db", "web", NULL }, *const one[] = { "web", NULL };

    assert_true(texts_same(two, two));
    assert_true(texts_same(NULL, none));
    assert_false(texts_same(two, turned));
    assert_false(texts_same(two, one));
    assert_false(texts_same(one, two));
}

static void
test_copies_and_joins(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    char text[] = "web";
    const char *const list[] = { text, NULL };
    const char *const *copy = texts_copy(a, list), *const *both = texts_both(a, two, copy);

    text[0] = 'x';
    assert_string_equal(copy[0], "web");
    assert_null(copy[1]);
    assert_int_equal(texts_count(texts_copy(a, NULL)), 0);
    assert_int_equal(texts_count(both), 3);
    assert_ptr_equal(both[1], two[1]);
    assert_ptr_equal(both[2], copy[0]);
    assert_int_equal(texts_count(texts_both(a, NULL, NULL)), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_and_finds),
        cmocka_unit_test(test_same_means_the_order_too),
        cmocka_unit_test(test_copies_and_joins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
