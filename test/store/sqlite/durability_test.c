// SPDX-License-Identifier: MIT
// What was committed is there after kill -9; what was not is not; nothing is half there.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../contract/store_use.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "store/sqlite/open.h"

static struct use
open_in(struct loop *l, const char *path)
{
    struct use u = { l, NULL, { "shop", "acme" }, arena_new() };

    if (sqlite_open(l, path, STORE_WRITE, &u.store, &u.err) < 0)
        fail_msg("%s", u.err.text);
    return u;
}

static void
close_it(struct use *u)
{
    u->store->ops->close(u->store);
    arena_free(u->arena);
}

// Commits pairs of nodes for ever and tells of each when it is durable.
static void
commit_for_ever(const char *path, int tell)
{
    struct loop *l = loop_new();
    struct use u = open_in(l, path);
    struct cluster c = sample_cluster(CLUSTER_A, "c");

    use_put(&u, RECORD_CLUSTER, &c);
    for (unsigned pair = 1;; pair++) {
        struct node first = sample_node(2 * pair), second = sample_node(2 * pair + 1);
        struct batch *b = batch_new(&u.context);
        batch_put(b, RECORD_NODE, &first);
        batch_put(b, RECORD_NODE, &second);
        if (use_commit(&u, b) < 0 || write(tell, &pair, sizeof pair) != sizeof pair)
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
        unsigned told = killed_after(path, pairs[i]);
        _own_(loop) struct loop *l = loop_new();
        struct use u = open_in(l, path);
        size_t n;
        struct node **nodes = use_ask(&u, ask_nodes(CLUSTER_A), &n);

        assert_true(told >= pairs[i]);
        assert_true(n == 2 * told || n == 2 * (told + 1)); // one may be durable but untold
        for (size_t k = 0; k < n; k++)
            assert_int_equal(nodes[k]->index, k + 2);
        close_it(&u);
        assert_int_equal(file_remove_tree(folder, ERR_IGNORED), LCT_OK);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_kill),
    };

    return RUN(tests);
}
