// SPDX-License-Identifier: MIT
// What was committed is there after kill -9; what was not is not; nothing is half there.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "store/sqlite/open.h"

static struct store *
open_in(struct loop *l, const char *path)
{
    struct store *s = NULL;
    struct lct_err err = { 0 };

    if (sqlite_open(l, path, STORE_WRITE, &s, &err) < 0)
        fail_msg("%s", err.text);
    return s;
}

// Commits pairs of nodes for ever and tells of each when it is durable.
static void
commit_for_ever(const char *path, int tell)
{
    struct loop *l = loop_new();
    struct store *s = open_in(l, path);
    struct cluster c = sample_cluster(CLUSTER_A, "c");

    s->ops->cluster_put(s, &c, ERR_IGNORED);
    for (unsigned pair = 1;; pair++) {
        struct node first = sample_node(2 * pair), second = sample_node(2 * pair + 1);
        s->ops->node_put(s, &first, ERR_IGNORED);
        s->ops->node_put(s, &second, ERR_IGNORED);
        if (s->ops->commit_now(s, ERR_IGNORED) < 0 ||
            write(tell, &pair, sizeof pair) != sizeof pair)
            _exit(1);
    }
}

// Yields how many pairs the child told of before it was killed.
static unsigned
killed_after(const char *path, unsigned pairs)
{
    int tell[2], status;
    unsigned told = 0, heard;
    pid_t child;

    assert_int_equal(pipe(tell), 0);
    child = fork();
    if (child == 0)
        commit_for_ever(path, tell[1]);
    close(tell[1]);
    while (told < pairs && read(tell[0], &heard, sizeof heard) == sizeof heard)
        told = heard;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    while (read(tell[0], &heard, sizeof heard) == sizeof heard)
        told = heard;
    close(tell[0]);
    return told;
}

static void
survives_kill(void **state)
{
    static const unsigned pairs[] = { 1, 7, 60, 333 };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char folder[] = "/tmp/lct-kill-XXXXXX";
        assert_non_null(mkdtemp(folder));
        _own_(free) char *path = file_join(folder, "inventory.db");
        _own_(arena) struct arena *a = arena_new();
        unsigned told = killed_after(path, pairs[i]);
        _own_(loop) struct loop *l = loop_new();
        struct store *s = open_in(l, path);
        struct node **nodes;
        struct lct_err err = { 0 };
        size_t n;

        assert_true(told >= pairs[i]);
        assert_int_equal(
            s->ops->node_list(s, a, "shop", "acme", CLUSTER_A, &nodes, &n, &err), LCT_OK);
        assert_true(n == 2 * told || n == 2 * (told + 1)); // one may be durable but untold
        for (size_t k = 0; k < n; k++)
            assert_int_equal(nodes[k]->index, k + 2);
        s->ops->close(s);
        assert_int_equal(file_remove_tree(folder, ERR_IGNORED), LCT_OK);
    }
}

static void
open_then_die(const char *path, int tell)
{
    struct loop *l = loop_new();
    struct store *s = open_in(l, path);
    struct node n = sample_node(1);

    if (s->ops->node_put(s, &n, ERR_IGNORED) == LCT_OK && write(tell, "x", 1) == 1)
        pause();
    _exit(1);
}

static void
what_was_not_committed_is_not_there(void **state)
{
    char folder[] = "/tmp/lct-kill-XXXXXX", heard;
    assert_non_null(mkdtemp(folder));
    _own_(free) char *path = file_join(folder, "inventory.db");
    _own_(arena) struct arena *a = arena_new();
    _own_(loop) struct loop *l = loop_new();
    struct store *s = open_in(l, path);
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    struct lct_err err = { 0 };
    struct node **nodes;
    int tell[2];
    size_t n;

    assert_int_equal(s->ops->cluster_put(s, &c, &err), LCT_OK);
    assert_int_equal(s->ops->commit_now(s, &err), LCT_OK);
    s->ops->close(s);
    assert_int_equal(pipe(tell), 0);
    pid_t child = fork();
    if (child == 0)
        open_then_die(path, tell[1]);
    assert_int_equal(read(tell[0], &heard, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(tell[0]);
    close(tell[1]);
    s = open_in(l, path);
    assert_int_equal(s->ops->node_list(s, a, "shop", "acme", CLUSTER_A, &nodes, &n, &err), LCT_OK);
    assert_int_equal(n, 0);
    s->ops->close(s);
    assert_int_equal(file_remove_tree(folder, ERR_IGNORED), LCT_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_kill),
        cmocka_unit_test(what_was_not_committed_is_not_there),
    };

    return RUN(tests);
}
