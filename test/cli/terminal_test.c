// Tests of cli/terminal: columns, cuts, and what may be written to a terminal.
#include "cli/tell.h"

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
        "?\x9b"
        "31m");                          // CSI of Latin-1 is no character any more
    assert_safe("\xc2\xa0", "\xc2\xa0"); // but a space that does not break is
    assert_safe("\xc2", "\xc2");
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
        cmocka_unit_test(width_comes_from_the_environment),
    };

    return RUN(tests);
}
