// SPDX-License-Identifier: MIT
// A commit of many files is there or it is not, whatever becomes of the program or the machine in
// the midst of it.
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "die.h"
#include "everything.h"

static void
only_read(void *user)
{
    const struct doing *d = user;
    _own_(free) char *all = all_of_it(d->p);

    if (!all)
        _exit(1);
}

static void
make_anew(void *user)
{
    const struct doing *d = user;
    struct cluster c = sample_cluster(CLUSTER_A, "new");

    if (open_it(d->p, STORE_WRITE) < 0 || use_put(&d->p->use, RECORD_CLUSTER, &c) < 0)
        _exit(1);
    close_it(d->p);
}

// ---- death

static bool
heard(int fd)
{
    char x;

    return read(fd, &x, 1) == 1;
}

// From the nth call on; yields at which it died last.
static unsigned
kill_everywhere(struct place *p, const char *plan, unsigned n)
{
    _own_(free) char *before = NULL, *after = NULL;
    unsigned kept = 0;
    bool died = true;

    learn(p, plan, &before, &after);
    while (died) {
        int tell[2];
        begin_again(p);
        fill_it(p);
        assert_int_equal(pipe(tell), 0);
        struct doing d = { p, plan, tell[1] };
        died = dies_at(n++, do_everything, &d);
        close(tell[1]);
        _own_(free) char *now = must_be_readable(p);
        const bool committed = str_eq(now, after);
        if (!committed)
            assert_string_equal(now, before);
        if (heard(tell[0]) || !died)
            assert_true(committed);
        close(tell[0]);
        kept += committed;
    }
    assert_true(kept > 10); // the commit is one of the calls in between
    return n - 2;
}

static void
all_or_nothing_wherever_it_dies(void **state)
{
    print_message("# died at each of %u calls\n", kill_everywhere(*state, NULL, 1));
}

// So that the log is ended, too, when the store is closed.
static void
likewise_where_the_log_ends(void **state)
{
    struct place *p = *state;
    const size_t n = (size_t)5 << 20;
    _own_(free) char *plan = mem_alloc(n + 1);

    memset(plan, 'x', n);
    print_message("# and of %u calls\n", kill_everywhere(p, plan, 77));
    _own_(free) char *log = text_at(p, "commits.log");
    assert_true(strlen(log) < 100);
}

static void
a_store_half_made_is_made(void **state)
{
    struct place *p = *state;
    struct doing d = { p, NULL, -1 };
    unsigned n = 0;

    while (dies_at(++n, make_anew, &d)) {
        _own_(free) char *now = must_be_readable(p);
        assert_true(str_starts(now, "clusters: 0") || strstr(now, "\"new\""));
        begin_again(p);
    }
    assert_true(n > 15);
}

static void
death_while_it_comes_up_changes_nothing(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *applied = NULL;
    struct doing d = { p, NULL, -1 };
    unsigned n = 0;

    learn(p, NULL, &before, &after);
    applied = file_at(p, "applied");
    do
        unlink(applied); // whoever comes brings all of the log to the files
    while (dies_at(++n, only_read, &d));
    assert_true(n > 20);
    _own_(free) char *now = must_be_readable(p);
    assert_string_equal(now, after);
}

// ---- the machine

// After a power cut files that were not synced may be empty, or not there.
static void
what_a_reboot_lost_comes_back(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *stand = NULL, *facts = NULL;

    learn(p, NULL, &before, &after);
    stand = text_at(p, "applied");
    stand[0] = stand[0] == 'x' ? 'y' : 'x';
    write_at(p, "applied", stand, strlen(stand));
    write_at(p, AT "clusters/" CLUSTER_A ".json", "", 0);
    write_at(p, AT "operations/000000000002.json", "\0\0\0\0", 4);
    facts = file_at(p, AT "facts");
    assert_int_equal(file_remove_tree(facts, &p->err), LCT_OK);
    _own_(free) char *now = must_be_readable(p);
    assert_string_equal(now, after);
}

// On a small file system of its own, with less and less room; its exit status says how far it came.
static int
fill_a_disk(struct place *p, unsigned pages)
{
    _own_(free) char *ballast = file_join(p->folder, "ballast");
    struct node n = sample_node(1);
    unsigned told = 2, i = 2;

    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, "") < 0 ||
        mount("none", p->folder, "tmpfs", 0, "size=512k") < 0)
        return 77;
    fill_it(p);
    _own_(free) char *zeros = mem_alloc((size_t)pages * 4096);
    if (file_write(ballast, zeros, (size_t)pages * 4096, 0600, &p->err) < 0 ||
        open_it(p, STORE_WRITE) < 0)
        return 1;
    for (n = sample_node(++i); i < 10000; n = sample_node(++i)) {
        struct batch *b = batch_new(&p->use.context);
        batch_put(b, RECORD_NODE, &n);
        n = sample_node(++i);
        batch_put(b, RECORD_NODE, &n);
        if (use_commit(&p->use, b) < 0)
            break;
        told = i;
    }
    if (p->use.err.code != LCT_EFAILED || !strstr(p->use.err.text, "No space left") ||
        !p->use.err.hint[0])
        return 2;
    if (use_count(&p->use, ask_nodes(CLUSTER_A)) != told)
        return 3;
    unlink(ballast);
    n = sample_node(1); // its commit may take a page of the log, its file takes one
    if (pages > 1 && use_put(&p->use, RECORD_NODE, &n) < 0)
        return 4;
    close_it(p);
    return open_it(p, STORE_READ) < 0 || use_count(&p->use, ask_nodes(CLUSTER_A)) != told ? 5 : 0;
}

static void
a_full_disk_takes_nothing_half(void **state)
{
    struct place *p = *state;

    for (unsigned pages = 0; pages < 12; pages++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0)
            _exit(fill_a_disk(p, pages));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == 77)
            skip(); // not root: no file system of our own
        if (WEXITSTATUS(status))
            fail_msg("%u pages: %d", pages, WEXITSTATUS(status));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(all_or_nothing_wherever_it_dies),
        PLACE_TEST(likewise_where_the_log_ends),
        PLACE_TEST(a_store_half_made_is_made),
        PLACE_TEST(death_while_it_comes_up_changes_nothing),
        PLACE_TEST(what_a_reboot_lost_comes_back),
        PLACE_TEST(a_full_disk_takes_nothing_half),
    };

    return RUN(tests);
}
