// SPDX-License-Identifier: MIT
// Numbers and strings of SSH.
#include "../testing.h"
#include "base/wire.h"

static void
what_is_added_is_taken(void **state)
{
    _own_(buf) struct buf b = { 0 };
    struct wire w, s;
    uint32_t v;

    wire_add_u32(&b, 0x01020304);
    wire_add_string(&b, "a\0b", 3);
    wire_add_string(&b, "", 0);
    assert_int_equal(b.len, 4 + 4 + 3 + 4);
    assert_memory_equal(b.data, "\1\2\3\4\0\0\0\3a\0b\0\0\0\0", b.len);
    w = (struct wire){ (const unsigned char *)b.data, b.len };
    assert_true(wire_take_u32(&w, &v));
    assert_int_equal(v, 0x01020304);
    assert_true(wire_take_string(&w, &s));
    assert_int_equal(s.n, 3);
    assert_memory_equal(s.at, "a\0b", 3);
    assert_true(wire_take_string(&w, &s));
    assert_int_equal(s.n, 0);
    assert_int_equal(w.n, 0);
}

static void
what_is_cut_off_is_not(void **state)
{
    static const unsigned char bytes[] = { 0, 0, 0, 3, 'a', 'b' }, huge[] = { 255, 255, 255, 255 };
    struct wire w = { bytes, sizeof bytes }, s;
    uint32_t v;

    assert_false(wire_take_string(&w, &s));
    assert_int_equal(w.n, sizeof bytes);
    w.n = 3;
    assert_false(wire_take_string(&w, &s));
    assert_false(wire_take_u32(&w, &v));
    w = (struct wire){ huge, sizeof huge };
    assert_false(wire_take_string(&w, &s));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_is_taken),
        cmocka_unit_test(what_is_cut_off_is_not),
    };

    return RUN(tests);
}
