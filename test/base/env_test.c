// SPDX-License-Identifier: MIT
// An environment that is given, and nothing of the process's own.
#include "base/env.h"

#include <stdlib.h>

#include "../testing.h"
#include "base/mem.h"
#include "base/own.h"

static const char *const given[] = { "HOME=/home", "XDG_DATA_HOME=/data",
    "EMPTY=", "XDG_CACHE_HOME=relative/is/ignored", "HOMEWORK=done", NULL };

static void
assert_text(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

static void
test_names_are_whole(void **state)
{
    assert_string_equal(env_get(given, "HOME"), "/home");
    assert_null(env_get(given, "HOM"));
    assert_null(env_get(given, "EMPTY"));
    assert_null(env_get(NULL, "HOME"));
}

static void
test_folders_follow_the_xdg_variables(void **state)
{
    assert_text(env_folder(given, "data", "lct"), "/data/lct");
    assert_text(env_folder(given, "cache", "lct"), "/home/.cache/lct");
    assert_text(env_folder(given, "config", "lct"), "/home/.config/lct");
}

static void
test_paths_know_the_home_folder(void **state)
{
    assert_text(env_path(given, "", "~/x"), "/home/x");
    assert_text(env_path(given, "/a", "~/x"), "/home/x");
    assert_text(env_path(given, "/a", "x"), "/a/x");
    assert_text(env_path(given, "/a", "/x"), "/x");
}

// Whoever is given none asks the system who he is, not the process.
static void
test_the_process_is_not_asked(void **state)
{
    _own_(free) char *home = NULL;

    setenv("HOME", "/elsewhere", 1);
    home = env_home(NULL);
    assert_string_not_equal(home, "/elsewhere");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_whole),
        cmocka_unit_test(test_folders_follow_the_xdg_variables),
        cmocka_unit_test(test_paths_know_the_home_folder),
        cmocka_unit_test(test_the_process_is_not_asked),
    };

    return RUN(tests);
}
