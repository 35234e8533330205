// SPDX-License-Identifier: MIT
// Characters of UTF-8 text, and those that nobody sees.
#include "base/utf8.h"

#include <string.h>

#include "../testing.h"

static void
counts_characters(void **state)
{
    assert_int_equal(utf8_count(""), 0);
    assert_int_equal(utf8_count("abc"), 3);
    assert_int_equal(utf8_count("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
    assert_int_equal(utf8_length("a\xc3\xa4"), 1);
    assert_int_equal(utf8_length("\xe2\x82\xac x"), 3);
    assert_int_equal(utf8_length(""), 1);
}

static void
finds_what_is_not_seen(void **state)
{
    static const struct {
        const char *text, *what;
        size_t at;
    } all[] = {
        { "name\xe2\x80\x8b", "U+200B, a zero width space", 4 },
        { "\xc2\xa0"
          "a",
            "U+00A0, a no-break space", 0 },
        { "a\xe2\x80\xae", "U+202E, a mark of direction", 1 },
        { "\xef\xbb\xbfname", "U+FEFF, a byte order mark", 0 },
        { "a\xc2\x9b", "U+009B, a control character", 1 },
        { "\xf3\xa0\x81\x81", "U+E0041, a tag character", 0 },
    };
    char what[UNSEEN_TEXT];

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const char *found = utf8_unseen(all[i].text, what);
        assert_ptr_equal(found, all[i].text + all[i].at);
        assert_string_equal(what, all[i].what);
    }
    assert_null(utf8_unseen("plain, \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 and \t\n", what));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_characters),
        cmocka_unit_test(finds_what_is_not_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
