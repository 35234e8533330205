// SPDX-License-Identifier: MIT
// Tests of base/buf.
#include "base/buf.h"

#include "../testing.h"

static void
an_untouched_one_is_empty_text(void **state)
{
    struct buf b = { 0 };

    assert_string_equal(buf_str(&b), "");
    char *s = buf_take(&b);
    assert_string_equal(s, "");
    free(s);
}

static void
grows_and_stays_terminated(void **state)
{
    _own_(buf) struct buf b = { 0 };

    for (int i = 0; i < 10000; i++) {
        buf_addc(&b, (char)('a' + i % 26));
        assert_int_equal(strlen(buf_str(&b)), b.len);
    }
    assert_int_equal(b.len, 10000);
    buf_addf(&b, "%s-%d", "end", 7);
    assert_string_equal(buf_str(&b) + 10000, "end-7");
}

static void
drops_from_the_front(void **state)
{
    _own_(buf) struct buf b = { 0 };

    buf_adds(&b, "hello world");
    buf_drop(&b, 6);
    assert_string_equal(buf_str(&b), "world");
    buf_drop(&b, 100);
    assert_string_equal(buf_str(&b), "");
}

static void
holds_bytes_of_any_value(void **state)
{
    _own_(buf) struct buf b = { 0 };

    buf_add(&b, "a\0b", 3);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "a\0b", 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_one_is_empty_text),
        cmocka_unit_test(grows_and_stays_terminated),
        cmocka_unit_test(drops_from_the_front),
        cmocka_unit_test(holds_bytes_of_any_value),
    };

    return RUN(tests);
}
