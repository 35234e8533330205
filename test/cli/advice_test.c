// SPDX-License-Identifier: MIT
// Tests of cli/show/advice: a hint's calls become commands that a shell takes as they are.
#include "cli/show/advice.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "../testing.h"
#include "base/advice.h"
#include "base/own.h"
#include "lct/lct.h"

static void
assert_words(const char *hint, const char *words)
{
    _own_(free) char *text = advised(hint);

    assert_string_equal(text, words);
}

static void
calls_become_commands(void **state)
{
    assert_words(
        "to go on: lct_cluster_resume(\"web\")", "to go on: linodetool cluster resume 'web'");
    assert_words("lct_catalogue(\"types\") shows all", "linodetool list types shows all");
    assert_words("lct_cluster_adopt(\"a\", \"0123abcd\") or wait",
        "linodetool cluster adopt 'a' PLAN --uuid 0123abcd or wait");
    assert_words("did you mean web?", "did you mean web?");
    assert_words(NULL, "");
}

static void
a_shell_takes_them_as_they_are(void **state)
{
    assert_words(ADVICE(CLUSTER_RETRY, "it's; rm"), "linodetool cluster retry 'it'\\''s; rm'");
    assert_words(ADVICE(CHANGES_SAVE, "/a b"), "linodetool cluster plan NAME PLAN --out '/a b'");
    assert_words(ADVICE(CATALOGUE, ""), "linodetool list ''");
}

static void
what_has_no_command_stays(void **state)
{
    assert_words("lct_lab_start(\"x\")", "lct_lab_start(\"x\")");
}

// Whoever adds an advice names a function that there is, and its command.
static void
each_is_a_function_and_has_a_command(void **state)
{
    static const char *const about[] = { "a", "b", NULL };

    for (int i = 0; i <= LCT_ADVICE_STORE_RESTORE; i++) {
        char call[ADVICE_TEXT], name[64];
        size_t commands = 0;
        for (size_t n = 0; n <= 2; n++) {
            _own_(free) char *words = advised(advice_text(call, (enum lct_advice)i, about + 2 - n));
            commands += strncmp(words, "linodetool ", strlen("linodetool ")) == 0;
        }
        snprintf(name, sizeof name, "%.*s", (int)strcspn(call, "("), call);
        assert_non_null(dlsym(RTLD_DEFAULT, name));
        assert_true(commands > 0);
    }
}

static void
of_problems_only_hints_are_worded(void **state)
{
    _own_(free) char *text = advised_lines("plan:1:1: error: no lct_lab_start()\n"
                                           "1 | lct_lab_start()\n"
                                           "        = lct_lab_start()\n"
                                           "lct_lab_start()");

    assert_string_equal(text, "plan:1:1: error: no lct_lab_start()\n"
                              "1 | lct_lab_start()\n"
                              "        = linodetool lab start\n"
                              "lct_lab_start()");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_become_commands),
        cmocka_unit_test(a_shell_takes_them_as_they_are),
        cmocka_unit_test(what_has_no_command_stays),
        cmocka_unit_test(each_is_a_function_and_has_a_command),
        cmocka_unit_test(of_problems_only_hints_are_worded),
    };

    return RUN(tests);
}
