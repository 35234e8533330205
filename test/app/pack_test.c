// SPDX-License-Identifier: MIT
// What cannot be packed as it was found is told, and nothing of it passes for whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/fanout/pack.h"
#include "base/file.h"

static char folder[] = "/tmp/lct-pack-XXXXXX";

static void
write_file(const char *text, const char *how)
{
    FILE *f = fopen("file", how);
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

// Packs the source; `meanwhile` happens once the header of the file came.
static ssize_t
packed(const char *source, void (*meanwhile)(void), struct lct_err *err)
{
    const char *const sources[] = { source, NULL };
    struct pack_cursor c;
    char data[4096];
    ssize_t n, all = 0;
    _own_(pack) struct pack *p = NULL;

    *err = (struct lct_err){ 0 };
    if (pack_new(sources, &p, err) < 0)
        return -1;
    pack_rewind(&c, p);
    while ((n = pack_read(&c, data, 512, err)) > 0) {
        all += n;
        if (meanwhile && all == (ssize_t)2 * 512)
            meanwhile();
    }
    pack_leave(&c);
    return n < 0 ? -1 : all;
}

static void
grow(void)
{
    write_file("more", "a");
}

static void
shrink(void)
{
    assert_int_equal(truncate("file", 1), 0);
}

static void
rewrite(void)
{
    write_file("other", "r+");
}

static void
test_changes(void **state)
{
    static const struct {
        void (*how)(void);
        const char *words;
    } cases[] = { { grow, "file has more than the 5 bytes" }, { shrink, "file became shorter" },
        { rewrite, "file changed meanwhile" } };
    struct lct_err err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("hello", "w");
        struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
        assert_int_equal(utimensat(AT_FDCWD, "file", old, 0), 0);
        assert_true(packed("file", NULL, &err) > 0);
        assert_int_equal(packed("file", cases[i].how, &err), -1);
        assert_non_null(strstr(err.text, cases[i].words));
    }
}

// The kernel's files have other sizes than they say.
static void
test_kernel(void **state)
{
    struct lct_err err;

    assert_int_equal(packed("/proc/self/status", NULL, &err), -1);
    assert_non_null(strstr(err.text, "/proc/self/status"));
}

static void
test_special(void **state)
{
    struct lct_err err;

    assert_int_equal(mkdir("d", 0700), 0);
    assert_int_equal(mkfifo("d/pipe", 0600), 0);
    assert_int_equal(packed("d", NULL, &err), -1);
    assert_non_null(strstr(err.text, "d/pipe is no file"));
}

static int
enter(void **state)
{
    return mkdtemp(folder) ? chdir(folder) : -1;
}

static int
leave(void **state)
{
    struct lct_err err = { 0 };

    return chdir("/") < 0 ? -1 : file_remove_tree(folder, &err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_kernel),
        cmocka_unit_test(test_special),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
