// SPDX-License-Identifier: MIT
// Tests of base/map.
#include "base/map.h"

#include "../testing.h"

static void
finds_what_was_put(void **state)
{
    _own_(map) struct map m = { 0 };
    int value[5000];
    char key[32];

    assert_null(map_get(&m, "nothing yet"));
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "key-%d", i);
        assert_null(map_put(&m, key, &value[i]));
    }
    assert_int_equal(m.n, 5000);
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "key-%d", i);
        assert_ptr_equal(map_get(&m, key), &value[i]);
    }
    assert_null(map_get(&m, "key-5000"));
}

static void
replaces_and_removes(void **state)
{
    _own_(map) struct map m = { 0 };
    int one, two;

    map_put(&m, "a", &one);
    assert_ptr_equal(map_put(&m, "a", &two), &one);
    assert_int_equal(m.n, 1);
    assert_ptr_equal(map_remove(&m, "a"), &two);
    assert_null(map_remove(&m, "a"));
    assert_false(map_has(&m, "a"));
    assert_null(map_put(&m, "a", &one));
    assert_ptr_equal(map_get(&m, "a"), &one);
}

// Removing and adding again for long must neither lose keys nor fill the table with the dead.
static void
survives_churn(void **state)
{
    _own_(map) struct map m = { 0 };
    char key[32];

    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "key-%d", i);
        map_put(&m, key, &m);
        if (i >= 10) {
            snprintf(key, sizeof key, "key-%d", i - 10);
            assert_ptr_equal(map_remove(&m, key), &m);
        }
    }
    assert_int_equal(m.n, 10);
    assert_true(m.n_slots <= 64);
}

static void
iterates_in_order_of_insertion(void **state)
{
    _own_(map) struct map m = { 0 };
    const char *expected[] = { "z", "a", "m" };
    size_t i = 0;

    map_put(&m, "z", NULL);
    map_put(&m, "gone", NULL);
    map_put(&m, "a", NULL);
    map_put(&m, "m", NULL);
    map_remove(&m, "gone");
    map_each (it, &m)
        assert_string_equal(it->key, expected[i++]);
    assert_int_equal(i, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_put),
        cmocka_unit_test(replaces_and_removes),
        cmocka_unit_test(survives_churn),
        cmocka_unit_test(iterates_in_order_of_insertion),
    };

    return RUN(tests);
}
