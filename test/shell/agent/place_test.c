// SPDX-License-Identifier: MIT
// Where agents are found: private folders, one at a time where it is shared, nothing left behind.
#include "shell/agent/place.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static char dir[64];

static int
begin(void **state)
{
    snprintf(dir, sizeof dir, "/tmp/lct-place-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int
end(void **state)
{
    return file_remove_tree(dir, ERR_IGNORED);
}

static int
dial(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    _own_(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    return connect(fd, (void *)&a, sizeof a) < 0 ? -1 : take_fd(&fd);
}

static void
done(struct agent_place *p)
{
    agent_place_remove(p);
    agent_place_done(p);
}

static bool
can_be_reached(const char *path)
{
    _own_(fd) int fd = dial(path);

    return fd >= 0;
}

static unsigned
mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 0777;
}

static void
one_of_its_own_leaves_nothing(void **state)
{
    struct agent_place p;
    struct lct_err err;
    mode_t old = umask(0);

    assert_int_equal(agent_place_own(&p, NULL, dir, &err), LCT_OK);
    assert_true(str_starts(p.path, dir));
    assert_false(can_be_reached(p.path));
    assert_int_equal(agent_place_listen(&p, &err), LCT_OK);
    umask(old);
    assert_int_equal(mode_of(p.folder), 0700);
    assert_int_equal(mode_of(p.path), 0600);
    assert_true(can_be_reached(p.path));
    done(&p);
    assert_int_equal(rmdir(dir), 0); // it is empty
    assert_int_equal(mkdir(dir, 0700), 0);
}

static void
one_that_never_listened_leaves_nothing(void **state)
{
    struct agent_place p;

    assert_int_equal(agent_place_own(&p, NULL, dir, ERR_IGNORED), LCT_OK);
    done(&p);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(mkdir(dir, 0700), 0);
}

static void
one_that_is_forgotten_is_still_there(void **state)
{
    struct agent_place p, child;
    struct lct_err err;

    assert_int_equal(agent_place_own(&p, NULL, dir, ERR_IGNORED), LCT_OK);
    assert_int_equal(agent_place_listen(&p, &err), LCT_OK);
    child = (struct agent_place){ mem_strdup(p.folder), mem_strdup(p.path), false, dup(p.fd) };
    agent_place_done(&p); // as a parent does, whose child serves
    assert_int_equal(p.fd, -1);
    assert_true(can_be_reached(child.path));
    done(&child);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(mkdir(dir, 0700), 0);
}

static void
the_second_choice_is_for_want_of_the_first(void **state)
{
    _own_(free) char *missing = file_join(dir, "missing");
    _own_(free) char *first = file_join(dir, "first");
    _own_(free) char *deep = mem_printf("%s/first/%.*s", dir, 90,
        "a-path-that-no-socket-can-have-for-it-is-too-long-for"
        "-the-place-that-the-kernel-keeps-for-it");
    const char *const none[] = { missing, deep };
    struct agent_place p;

    assert_int_equal(mkdir(first, 0700), 0);
    assert_int_equal(mkdir(deep, 0700), 0);
    assert_int_equal(agent_place_own(&p, first, dir, ERR_IGNORED), LCT_OK);
    assert_true(str_starts(p.path, first));
    done(&p);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(agent_place_own(&p, none[i], dir, ERR_IGNORED), LCT_OK);
        assert_false(str_starts(p.path, none[i]));
        done(&p);
    }
    struct lct_err err;
    assert_int_equal(agent_place_own(&p, missing, missing, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, missing));
    done(&p);
}

static void
open_shared(struct agent_place *p)
{
    _own_(free) char *folder = file_join(dir, "above/agents");

    assert_int_equal(agent_place_shared(p, folder, "one", ERR_IGNORED), LCT_OK);
}

static void
one_at_a_time_serves_where_it_is_shared(void **state)
{
    struct agent_place a, b;
    struct lct_err err;

    open_shared(&a);
    open_shared(&b);
    assert_string_equal(a.path, b.path);
    assert_false(agent_place_is_served(&b));
    assert_int_equal(agent_place_listen(&a, &err), LCT_OK);
    assert_true(agent_place_is_served(&b));
    assert_int_equal(mode_of(a.folder), 0700);
    assert_int_equal(agent_place_listen(&b, &err), LCT_EEXISTS);
    done(&b); // which takes nothing away
    assert_true(can_be_reached(a.path));
    _own_(free) char *path = mem_strdup(a.path);
    done(&a);
    assert_false(file_exists(path));
    open_shared(&b);
    assert_int_equal(agent_place_listen(&b, &err), LCT_OK);
    done(&b);
}

static void
what_a_killed_one_left_is_in_nobodys_way(void **state)
{
    struct agent_place a, b;
    struct lct_err err;

    open_shared(&a);
    assert_int_equal(agent_place_listen(&a, &err), LCT_OK);
    close(a.fd); // as if it had been killed
    a.fd = -1;
    assert_true(file_exists(a.path));
    open_shared(&b);
    assert_false(agent_place_is_served(&b));
    assert_int_equal(agent_place_listen(&b, &err), LCT_OK);
    assert_true(can_be_reached(b.path));
    done(&a);
    assert_true(can_be_reached(b.path));
    done(&b);
}

static void
nobody_leaves_who_is_waited_for(void **state)
{
    struct agent_place p;
    struct lct_err err;
    int fd, peer;

    open_shared(&p);
    assert_int_equal(agent_place_listen(&p, &err), LCT_OK);
    fd = dial(p.path);
    assert_true(fd >= 0);
    assert_false(agent_place_leave_unused(&p));
    assert_true(can_be_reached(p.path));
    while ((peer = accept(p.fd, NULL, NULL)) >= 0)
        close(peer);
    assert_true(agent_place_leave_unused(&p));
    assert_false(file_exists(p.path));
    close(fd);
    done(&p);
}

static void
a_folder_that_others_can_enter_is_refused(void **state)
{
    _own_(free) char *folder = file_join(dir, "agents"), *link = file_join(dir, "link");
    struct agent_place p;
    struct lct_err err;

    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(chmod(folder, 0710), 0);
    assert_int_equal(agent_place_shared(&p, folder, "one", &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "only you can enter"));
    done(&p);
    assert_int_equal(chmod(folder, 0700), 0);
    assert_int_equal(symlink(folder, link), 0);
    assert_int_equal(agent_place_shared(&p, link, "one", &err), LCT_EFAILED);
    done(&p);
}

static void
a_path_that_is_too_long_is_told(void **state)
{
    char name[120] = { 0 };
    struct agent_place p;
    struct lct_err err;

    memset(name, 'x', sizeof name - 1);
    assert_int_equal(agent_place_shared(&p, dir, name, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "too long"));
    done(&p);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(one_of_its_own_leaves_nothing),
        TEST(one_that_never_listened_leaves_nothing),
        TEST(one_that_is_forgotten_is_still_there),
        TEST(the_second_choice_is_for_want_of_the_first),
        TEST(one_at_a_time_serves_where_it_is_shared),
        TEST(what_a_killed_one_left_is_in_nobodys_way),
        TEST(nobody_leaves_who_is_waited_for),
        TEST(a_folder_that_others_can_enter_is_refused),
        TEST(a_path_that_is_too_long_is_told),
    };

    return RUN(tests);
}
