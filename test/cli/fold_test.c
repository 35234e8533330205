// SPDX-License-Identifier: MIT
// Tests of cli/fold: many names in few words.
#include "cli/term/fold.h"

#include "../testing.h"

#define FOLD(fn, wanted, ...)                                   \
    do {                                                        \
        const char *const names[] = { __VA_ARGS__ };            \
        char *text = fn(names, sizeof names / sizeof names[0]); \
        assert_string_equal(text, wanted);                      \
        free(text);                                             \
    } while (0)

static void
only_those_there_are_are_named(void **state)
{
    (void)state;
    FOLD(fold_words, "web-02,04", "web-04", "web-02");
    FOLD(fold_words, "web02,04", "web02", "web04");
    FOLD(fold_words, "web-01..03,05,07..08", "web-01", "web-02", "web-03", "web-05", "web-07",
        "web-08");
    FOLD(fold_words, "web-8..10", "web-8", "web-9", "web-10");
    FOLD(fold_words, "web-08..10", "web-08", "web-09", "web-10");
}

static void
families_stand_apart(void **state)
{
    (void)state;
    FOLD(fold_words, "dbs, web-1..2", "web-1", "dbs", "web-2");
    FOLD(fold_words, "web-1.a, web-1..2.b", "web-1.a", "web-1.b", "web-2.b");
    FOLD(fold_words, "one, other", "other", "one");
    FOLD(fold_words, "web-1", "web-1");
}

static void
selectors_have_brackets(void **state)
{
    (void)state;
    FOLD(fold_names, "dbs,web-[01-03,05]", "web-01", "web-02", "web-03", "web-05", "dbs");
    FOLD(fold_names, "web-[1-2].b", "web-1.b", "web-2.b");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_those_there_are_are_named),
        cmocka_unit_test(families_stand_apart),
        cmocka_unit_test(selectors_have_brackets),
    };

    return RUN(tests);
}
