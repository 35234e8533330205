// SPDX-License-Identifier: MIT
// Tests of base/arena.
#include "base/arena.h"

#include "../testing.h"

static void
keeps_everything_until_the_end(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    char *kept[2000];

    for (int i = 0; i < 2000; i++)
        kept[i] = arena_printf(a, "text %d %.*s", i, i % 300, "....................");
    for (int i = 0; i < 2000; i++)
        assert_int_equal(atoi(kept[i] + 5), i);
    assert_true(arena_size(a) > 2000 * 6);
}

static void
large_pieces_get_their_own_block(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    char *small = arena_strdup(a, "small"), *large = arena_alloc(a, 10 << 20);

    memset(large, 'x', 10 << 20);
    assert_string_equal(small, "small");
}

static void
memory_is_zeroed_and_aligned(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    for (size_t n = 1; n < 100; n++) {
        unsigned char *p = arena_array(a, n, 1);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, n);
    }
}

static void
strndup_stops_at_the_end_of_the_text(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(arena_strndup(a, "abc", 100), "abc");
    assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_everything_until_the_end),
        cmocka_unit_test(large_pieces_get_their_own_block),
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(strndup_stops_at_the_end_of_the_text),
    };

    return RUN(tests);
}
