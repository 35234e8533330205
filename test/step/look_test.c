// SPDX-License-Identifier: MIT
// What nodes tell of what they have: read, never believed further than its form; and the runner,
// for real, by this machine's shells.
#include "bundle_fixture.h"

#include "base/own.h"
#include "step/aspect/look.h"

static int
look_at(struct arena *a, const char *answer, struct look *l)
{
    struct lct_err err = { 0 };

    *l = (struct look){ .asked = { [ASPECT_USERS] = true, [ASPECT_FILES] = true } };
    return look_read(a, answer, strlen(answer), l, &err);
}

#define FILES_FINE "look\tfiles\tlooked\n"
#define USERS_FINE "look\tusers\tlooked\n"

static void
test_reads(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct look l;

    assert_int_equal(look_at(a, "welcome\n" USERS_FINE FILES_FINE, &l), LCT_OK);
    assert_null(l.found[ASPECT_USERS]);
    assert_null(l.unseen);
    assert_int_equal(look_at(a,
                         "look\tusers\tfound\tuser\tann\tgone\n"
                         "look\tusers\tfound\tkey\t/root/x\t1 line more\n" USERS_FINE FILES_FINE,
                         &l),
        LCT_OK);
    const struct difference *d = l.found[ASPECT_USERS];
    assert_string_equal(d[0].what, "user");
    assert_string_equal(d[0].name, "ann");
    assert_string_equal(d[0].how, "gone");
    assert_string_equal(d[1].name, "/root/x");
    assert_null(d[2].what);
    assert_null(l.found[ASPECT_FILES]);
}

// One that could not be looked at hides none of the others.
static void
test_failed(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct look l;

    assert_int_equal(look_at(a,
                         "look\tusers\tfailed\tno awk\n"
                         "look\tfiles\tfound\tfile\t/etc/x\tgone\n" FILES_FINE,
                         &l),
        LCT_OK);
    assert_non_null(strstr(l.unseen, "no awk"));
    assert_non_null(l.found[ASPECT_FILES]);
}

static void
test_refuses(void **state)
{
    static const char *const bad[] = { "", "sh: not found\n", USERS_FINE,
        FILES_FINE FILES_FINE USERS_FINE, USERS_FINE "look\tfiles\n",
        USERS_FINE FILES_FINE "look\tsysctl\tlooked\n",
        USERS_FINE FILES_FINE "look\tnone\tlooked\n",
        "look\tusers\tfound\tuser\tann\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tuser\tann\tgone\tmore\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tuser\t\tgone\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tghost\tann\tgone\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tuser\tann\x1b[2J\tgone\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tuser\tann\u202e\tgone\n" USERS_FINE FILES_FINE,
        "look\tusers\tfound\tuser\tann\xff\tgone\n" USERS_FINE FILES_FINE,
        USERS_FINE "look\tusers\tfound\tuser\tann\tgone\n" FILES_FINE };
    struct look l;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        _own_(arena) struct arena *a = arena_new();
        if (look_at(a, bad[i], &l) != LCT_EFAILED)
            fail_msg("taken: %s", bad[i]);
    }
}

// No node can fill our memory.
static void
test_bounded(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf many = { 0 };
    struct look l;

    for (int i = 0; i <= LOOK_MOST; i++)
        buf_addf(&many, "look\tusers\tfound\tuser\tu%d\tgone\n", i);
    buf_adds(&many, USERS_FINE FILES_FINE);
    assert_int_equal(look_at(a, buf_str(&many), &l), LCT_EFAILED);
}

// ---- the runner

static void
answer_of(const char *script, struct buf *out)
{
    const struct bundle_file file = { "list", "one\ttwo", 0 };
    const struct bundle_env vars[] = { { "WORD", "it's" }, { 0 } };
    const struct bundle_step s = {
        .id = "users", .script = script, .files = &file, .n_files = 1, .env = vars
    };
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };
    int status;

    look_begin(&text);
    assert_int_equal(bundle_add(&text, &s, &err), LCT_OK);
    struct proc_spec p = spec(&text);
    assert_int_equal(proc_run_sync(&p, out, &status, &err), LCT_OK);
}

static void
test_runs(void **state)
{
    _own_(buf) struct buf good = { 0 }, bad = { 0 }, mute = { 0 };

    answer_of("printf 'user\\t%s\\033[2J\\t%s\\n' \"$WORD\" \"$(cat list)\"", &good);
    assert_string_equal(
        buf_str(&good), "look\tusers\tfound\tuser\tit's[2J\tone\ttwo\nlook\tusers\tlooked\n");
    answer_of("echo 'no such\ttool' >&2; exit 3", &bad);
    assert_string_equal(buf_str(&bad), "look\tusers\tfailed\tno suchtool\n");
    answer_of("exit 3", &mute);
    assert_string_equal(buf_str(&mute), "look\tusers\tfailed\tit ended with status 3\n");
}

// It is gone when it was looked at.
static void
test_leaves_nothing(void **state)
{
    _own_(buf) struct buf out = { 0 };
    char *folder, *end;

    answer_of("printf 'file\\t%s\\tthere\\n' \"$(pwd)\"", &out);
    folder = strstr(buf_str(&out), "/run/");
    assert_non_null(folder);
    end = strchr(folder, '\t');
    *end = '\0';
    assert_int_equal(access(folder, F_OK), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_bounded),
        IN_ALL(test_runs),
        IN_BOTH(test_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
