// SPDX-License-Identifier: MIT
// Tests of base/file, in a folder of their own.
#include "base/err.h"
#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../testing.h"
#include "base/mem.h"

static char folder[] = "/tmp/lct-file-test-XXXXXX";

static int
set_up(void **state)
{
    return mkdtemp(folder) ? 0 : -1;
}

static int
tear_down(void **state)
{
    return file_remove_tree(folder, ERR_IGNORED);
}

static void
writes_whole_files_with_their_mode(void **state)
{
    _own_(free) char *path = file_join(folder, "secret");
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };
    struct stat st;

    assert_int_equal(file_write(path, "one", 3, 0600, &err), LCT_OK);
    assert_int_equal(file_write(path, "two!", 4, 0600, &err), LCT_OK);
    assert_int_equal(file_read(path, 100, &text, &err), LCT_OK);
    assert_string_equal(buf_str(&text), "two!");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void
says_what_it_cannot_read(void **state)
{
    _own_(free) char *path = file_join(folder, "absent");
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };

    assert_int_equal(file_read(path, 100, &text, &err), LCT_ENOTFOUND);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(file_read(folder, 100, &text, &err), LCT_EUSAGE);
    assert_int_equal(file_read("/proc/self/status", 10, &text, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "larger than 10 bytes"));
}

static void
removes_trees_without_following_links(void **state)
{
    _own_(free) char *inside = file_join(folder, "a/b/c"), *link = file_join(folder, "a/link"),
                     *kept = file_join(folder, "kept"), *top = file_join(folder, "a");
    struct lct_err err = { 0 };

    assert_int_equal(file_mkdirs(inside, 0700, &err), LCT_OK);
    assert_int_equal(file_write(kept, "x", 1, 0600, &err), LCT_OK);
    assert_int_equal(symlink(folder, link), 0);
    assert_int_equal(file_remove_tree(top, &err), LCT_OK);
    assert_false(file_exists(top));
    assert_true(file_exists(kept));
    assert_int_equal(file_remove_tree(top, &err), LCT_OK);
}

static void
joins_names(void **state)
{
    static const char *const cases[][3] = {
        { "/a", "b", "/a/b" },
        { "/a/", "b", "/a/b" },
        { "/a", "/b", "/b" },
        { "", "b", "b" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        _own_(free) char *joined = file_join(cases[i][0], cases[i][1]);
        assert_string_equal(joined, cases[i][2]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_whole_files_with_their_mode),
        cmocka_unit_test(says_what_it_cannot_read),
        cmocka_unit_test(removes_trees_without_following_links),
        cmocka_unit_test(joins_names),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
