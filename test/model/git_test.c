// SPDX-License-Identifier: MIT
// Names of what lies in git: what is one, why it is none, and what of it is never shown.
#include "model/git.h"

#include "../testing.h"
#include "base/str.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static void
good(const char *name, const char *url, const char *path, const char *last)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct git_name g;

    assert_true(git_named(name));
    if (git_name_read(a, name, &g, &err) < 0)
        fail_msg("%s: %s", name, err.text);
    assert_string_equal(g.url, url);
    assert_string_equal(g.commit, COMMIT);
    assert_string_equal(g.path, path);
    assert_string_equal(g.last, last);
    assert_ptr_equal(git_shown(a, name), name);
}

static void
names_have_their_parts(void **state)
{
    good("git+https://h.example/o/r.git@" COMMIT "//site/web.yaml", "https://h.example/o/r.git",
        "site/web.yaml", "web.yaml");
    good("git+https://h.example:8443/o/r@" COMMIT, "https://h.example:8443/o/r", "", "r");
    good("git+ssh://git@h.example/~u/r.git@" COMMIT "//", "ssh://git@h.example/~u/r.git", "", "r");
    good("git+file:///srv/r.git@" COMMIT "//a/b@c//", "file:///srv/r.git", "a/b@c", "b@c");
    good("git+https://[2001:db8::1]/r.git@" COMMIT "//a b", "https://[2001:db8::1]/r.git", "a b",
        "a b");
}

static void
bad(const char *name, const char *why, const char *hint)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct git_name g;

    assert_int_equal(git_name_read(a, name, &g, &err), LCT_EPLAN);
    if (!strstr(err.text, why) || !strstr(err.hint, hint))
        fail_msg("%s: '%s' (%s) should say: %s (%s)", name, err.text, err.hint, why, hint);
    if (strstr(err.text, "hunter2") || strstr(err.hint, "hunter2"))
        fail_msg("%s (%s)", err.text, err.hint);
}

static void
what_may_change_is_refused(void **state)
{
    bad("git+https://h/r.git@main//x", "'main' is no whole commit",
        "git ls-remote https://h/r.git main");
    bad("git+https://h/r.git@feature/x//x", "'feature/x' is no",
        "ls-remote https://h/r.git feature");
    bad("git+https://h/r.git@0123456//x", "no whole commit", "git ls-remote");
    bad("git+https://h/r.git@" COMMIT "0//x", "no whole commit", "git ls-remote");
    bad("git+https://h/r.git@0123456789ABCDEF0123456789abcdef01234567", "no whole", "ls-remote");
    bad("git+https://h/r.git@;x//x", "no whole commit", "git ls-remote https://h/r.git HEAD");
    bad("git+https://h/r.git//x", "which commit", "@COMMIT");
}

static void
other_forms_are_refused(void **state)
{
    bad("git::https://h/r.git//x?ref=" COMMIT, "no name", "git+https://");
    bad("git+git@h:o/r.git@" COMMIT, "no name", "git+https://");
    bad("git+ext::sh -c x% @" COMMIT "://", "which commit", "git+");
    bad("git+http://h/r.git@" COMMIT "//x", "by https://, ssh:// and file://", "git+https://");
    bad("git+ext://h/r.git@" COMMIT "//x", "by https://, ssh:// and file://", "git+https://");
    bad("git+https:///r.git@" COMMIT "//x", "no host", "git+");
    bad("git+ssh://-oProxyCommand=x/r.git@" COMMIT "//x", "characters", "git+");
    bad("git+ssh://-x/r.git@" COMMIT "//x", "no host", "git+");
    bad("git+file://h/r.git@" COMMIT "//x", "without the path", "git+");
    bad("git+https://h/a b@" COMMIT "//x", "characters", "git+");
    bad("git+https://h/r.git@" COMMIT "//../x", "plain one below", "git+");
    bad("git+https://h/r.git@" COMMIT "///x", "plain one below", "git+");
    assert_false(git_named("./git+https://h/r.git"));
    assert_false(git_named("setup.sh"));
}

static void
shown_as(const char *text, const char *shown)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(git_shown(a, text), shown);
}

static void
secrets_are_refused_and_not_shown(void **state)
{
    bad("git+https://hunter2@h/r.git@" COMMIT "//x", "would be kept and shown", "credential");
    bad("git+https://u:hunter2@h/r.git@" COMMIT "//x", "would be kept and shown", "credential");
    bad("git+https://u:hunter2@h/r.git//x", "would be kept and shown", "credential");
    bad("git+ssh://u:hunter2@h/r.git@" COMMIT "//x", "would be kept and shown", "an agent");
    bad("git+https://u:hun/ter2@h/r.git@" COMMIT "//x", "characters", "git+");
    shown_as(
        "git+https://u:hunter2@h/r.git@" COMMIT "//x", "git+https://***@h/r.git@" COMMIT "//x");
    shown_as("git+https://h/r?token=hunter2@" COMMIT, "git+https://h/r?***");
    shown_as("fatal: 'ssh://u:hunter2@h/r' and 'https://t@i/'. No",
        "fatal: 'ssh://***@h/r' and 'https://***@i/'. No");
    shown_as("ssh://git@h/r: no", "ssh://git@h/r: no");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_their_parts),
        cmocka_unit_test(what_may_change_is_refused),
        cmocka_unit_test(other_forms_are_refused),
        cmocka_unit_test(secrets_are_refused_and_not_shown),
    };

    return RUN(tests);
}
