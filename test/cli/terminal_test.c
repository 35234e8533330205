// SPDX-License-Identifier: MIT
// Tests of cli/terminal: columns, cuts, and what may be written to a terminal.
#include "cli/show/tell.h"

#include "../testing.h"

static void
columns_are_characters(void **state)
{
    (void)state;
    assert_int_equal(text_columns(""), 0);
    assert_int_equal(text_columns("abc"), 3);
    assert_int_equal(text_columns("S\xc3\xa3o Paulo"), 9);
}

static void
cuts_keep_characters_whole(void **state)
{
    const char *s = "S\xc3\xa3o";

    (void)state;
    assert_int_equal(text_cut(s, 0), 0);
    assert_int_equal(text_cut(s, 1), 1);
    assert_int_equal(text_cut(s, 2), 3);
    assert_int_equal(text_cut(s, 3), 4);
    assert_int_equal(text_cut(s, 100), 4);
}

static void
assert_safe(const char *given, const char *wanted)
{
    char text[64];

    snprintf(text, sizeof text, "%s", given);
    text_make_safe(text);
    assert_string_equal(text, wanted);
}

static void
control_characters_are_replaced(void **state)
{
    (void)state;
    assert_safe("plain S\xc3\xa3o", "plain S\xc3\xa3o");
    assert_safe("\033[31mred\007", "?[31mred?");
    assert_safe("a\nb\tc\r\177", "a?b?c??");
    assert_safe("\xc2\x9b"
                "31m",
        "?31m");
    assert_safe("\x9b"
                "31m\x90\x9d",
        "?31m??");                       // raw
    assert_safe("\xc2\xa0", "\xc2\xa0"); // a space that does not break is one
    assert_safe("\xc2", "?");
    assert_safe("\xff\xfe\xc0\x9b\xed\xa0\x80", "???????");
}

// Each as UTF-8 between two letters.
static void
what_is_not_seen_is_replaced(void **state)
{
    static const char *const hidden[] = {
        "\xc2\xad",         // soft hyphen
        "\xd8\x9c",         // Arabic letter mark
        "\xe2\x80\x8b",     // zero width space
        "\xe2\x80\x8d",     // joiner
        "\xe2\x80\x8f",     // right to left
        "\xe2\x80\xa8",     // line separator
        "\xe2\x80\xae",     // override
        "\xe2\x81\xa6",     // isolate
        "\xe2\x81\xa9",     // its end
        "\xef\xbb\xbf",     // byte order mark
        "\xef\xbf\xbf",     // no character
        "\xf3\xa0\x81\x81", // tag A
        "\xf3\xa0\x84\x80", // selector
    };
    char text[16];

    (void)state;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        snprintf(text, sizeof text, "a%sb", hidden[i]);
        text_make_safe(text);
        assert_string_equal(text, "a?b");
    }
    assert_safe("\xe6\x97\xa5\xd7\xa9\xf0\x9f\x90\xa7", "\xe6\x97\xa5\xd7\xa9\xf0\x9f\x90\xa7");
}

static void
width_comes_from_the_environment(void **state)
{
    int fd = fileno(tmpfile());

    (void)state;
    unsetenv("COLUMNS");
    assert_int_equal(terminal_width(fd), 80);
    setenv("COLUMNS", "132", 1);
    assert_int_equal(terminal_width(fd), 132);
    setenv("COLUMNS", "0", 1);
    assert_int_equal(terminal_width(fd), 80);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(terminal_width(fd), 80);
    assert_false(terminal_is(fd));
    assert_false(terminal_coloured(fd));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_characters),
        cmocka_unit_test(cuts_keep_characters_whole),
        cmocka_unit_test(control_characters_are_replaced),
        cmocka_unit_test(what_is_not_seen_is_replaced),
        cmocka_unit_test(width_comes_from_the_environment),
    };

    return RUN(tests);
}
