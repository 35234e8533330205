// SPDX-License-Identifier: MIT
// Reading what a plan names from the disk: what may be carried, and what is refused by its name.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../testing.h"
#include "app/plans/part.h"
#include "base/file.h"
#include "base/str.h"

static char folder[] = "/tmp/lct-part-XXXXXX";

// What happens while the first bytes are read (-Wl,--wrap=read).
static void (*meanwhile)(void);

ssize_t __real_read(int fd, void *data, size_t n);
ssize_t __wrap_read(int fd, void *data, size_t n);

ssize_t
__wrap_read(int fd, void *data, size_t n)
{
    void (*now)(void) = meanwhile;

    meanwhile = NULL;
    if (now)
        now();
    return __real_read(fd, data, n);
}

static void
put(const char *path, const char *text, mode_t mode)
{
    struct lct_err err = { 0 };

    assert_int_equal(file_write(path, text, strlen(text), mode, &err), LCT_OK);
}

static int
open_place(void **state)
{
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("conf", 0700), 0);
    assert_int_equal(mkdir("conf/deep", 0700), 0);
    put("conf/app.conf", "a = b\n", 0640);
    put("conf/deep/run", "#!/bin/sh\n", 0750);
    put("outside", "secret", 0600);
    meanwhile = NULL;
    return 0;
}

static int
close_place(void **state)
{
    struct lct_err err = { 0 };

    assert_int_equal(chdir("/"), 0);
    return file_remove_tree(folder, &err);
}

static void
refused(const char *path, const char *why)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct part p;

    assert_int_not_equal(part_read(path, path, a, &p, &err), LCT_OK);
    if (!strstr(err.text, why))
        fail_msg("'%s' should say: %s", err.text, why);
}

static struct part
read_part(struct arena *a, const char *path)
{
    struct lct_err err = { 0 };
    struct part p = { 0 };

    if (part_read(path, path, a, &p, &err) < 0)
        fail_msg("%s", err.text);
    return p;
}

static void
folders_are_read(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    assert_int_equal(symlink("../app.conf", "conf/deep/link"), 0);
    assert_int_equal(symlink("conf", "other"), 0);
    const struct part p = read_part(a, "conf");

    assert_true(p.folder);
    assert_int_equal(p.tree->n, 3);
    assert_string_equal(tree_find(p.tree, "app.conf")->data, "a = b\n");
    assert_int_equal(tree_find(p.tree, "app.conf")->mode, 0644);
    assert_int_equal(tree_find(p.tree, "deep/run")->mode, 0755);
    assert_string_equal(tree_find(p.tree, "deep/link")->target, "../app.conf");
    assert_string_equal(read_part(a, "other").tree->digest, p.tree->digest);
}

static void
files_are_read(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct part p = read_part(a, "conf/deep/run");

    assert_false(p.folder);
    assert_string_equal(p.name, "conf/deep/run");
    assert_string_equal(p.tree->files[0].path, "run");
    assert_int_equal(p.tree->files[0].mode, 0755);
    refused("nowhere", "nowhere");
}

static void
links_that_leave_are_refused(void **state)
{
    assert_int_equal(symlink("../outside", "conf/app.link"), 0);
    refused("conf", "app.link is a link that leads out of the folder: ../outside");
    assert_int_equal(unlink("conf/app.link"), 0);
    assert_int_equal(symlink("/etc/passwd", "conf/deep/passwd"), 0);
    refused("conf", "deep/passwd is a link that leads out of the folder: /etc/passwd");
}

static void
what_is_no_file_is_refused(void **state)
{
    assert_int_equal(mkfifo("conf/deep/pipe", 0600), 0);
    refused("conf", "deep/pipe is no file, folder or link");
    assert_int_equal(unlink("conf/deep/pipe"), 0);
    struct sockaddr_un place = { .sun_family = AF_UNIX, .sun_path = "conf/socket" };
    _own_(fd) int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&place, sizeof place), 0);
    refused("conf", "socket is no file, folder or link");
}

static void
what_is_too_much_is_refused(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    put("conf/large", "", 0600);
    assert_int_equal(truncate("conf/large", TREE_FILE_MAX), 0);
    assert_int_equal(read_part(a, "conf").tree->n, 3);
    assert_int_equal(truncate("conf/large", TREE_FILE_MAX + 1), 0);
    refused("conf", "large is larger than 1048576 bytes");
    refused("conf/large", "larger than 1048576 bytes");
    char path[300] = "conf";
    for (int i = 0; i < 40; i++) {
        strcat(path, "/d");
        assert_int_equal(mkdir(path, 0700), 0);
    }
    assert_int_equal(unlink("conf/large"), 0);
    refused("conf", "lies in more than 32 folders");
}

static void
odd_names_are_refused(void **state)
{
    put("conf/a\x1b[31m", "", 0600);
    refused("conf", "its path is not in UTF-8, or has characters that steer terminals");
}

static void
grow(void)
{
    int fd = open("conf/app.conf", O_WRONLY | O_APPEND);

    assert_true(fd >= 0 && write(fd, "more", 4) == 4 && close(fd) == 0);
}

static void
replace(void)
{
    put("conf/app.conf", "a = c\n", 0640);
}

static void
add(void)
{
    put("conf/another", "", 0640);
}

static void
what_changes_meanwhile_is_refused(void **state)
{
    static void (*const all[])(void) = { grow, replace };

    assert_int_equal(unlink("conf/deep/run"), 0);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        meanwhile = all[i];
        refused("conf", "app.conf changed while it was read");
        meanwhile = all[i];
        refused("conf/app.conf", "app.conf changed while it was read");
    }
    meanwhile = add;
    refused("conf", "the folder changed while it was read");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(folders_are_read),
        TEST(files_are_read),
        TEST(links_that_leave_are_refused),
        TEST(what_is_no_file_is_refused),
        TEST(what_is_too_much_is_refused),
        TEST(odd_names_are_refused),
        TEST(what_changes_meanwhile_is_refused),
    };

    return RUN(tests);
}
