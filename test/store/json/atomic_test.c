// SPDX-License-Identifier: MIT
// A commit of many files is there or it is not, whatever becomes of the program, the log or the
// machine in the midst of it.
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
#include "place.h"

// ---- a commit that does everything

struct doing {
    struct place *p;
    const char *plan; // of an operation that it puts, to make it long; NULL: none
    int tell;         // what was committed; -1: nobody asks
};

static struct batch *
everything(struct place *p, const char *plan)
{
    struct batch *b = batch_new(&p->use.context);
    struct node changed = sample_node(1), gone = sample_node(2), new = sample_node(3);
    struct fact old = { CLUSTER_A, changed.uuid, "kernel", "6.1", 7 };
    struct fact fact = { CLUSTER_A, new.uuid, "hook:first/boot", "done", 8 };
    struct operation o = sample_operation("scale");
    struct journal_step s = { .operation = 1, .number = 2, .key = "machine.create web/3" };

    changed.state = STATE_STARTED;
    batch_put(b, RECORD_NODE, &changed);
    batch_clear(b, RECORD_FACT, &old, 2);
    batch_remove(b, RECORD_NODE, &gone);
    batch_put(b, RECORD_NODE, &new);
    batch_put(b, RECORD_FACT, &fact);
    batch_draw(b, CLUSTER_A, "number", 1, 2);
    batch_put(b, RECORD_STEP, &s);
    o.plan_text = plan ? plan : o.plan_text;
    batch_put(b, RECORD_OPERATION, &o);
    return b;
}

static void
do_everything(void *user)
{
    const struct doing *d = user;

    if (open_it(d->p, STORE_WRITE) < 0 || use_commit(&d->p->use, everything(d->p, d->plan)) < 0 ||
        (d->tell >= 0 && write(d->tell, "x", 1) != 1))
        _exit(1);
    close_it(d->p);
}

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

static void
begin_again(struct place *p)
{
    _own_(free) char *data = file_join(p->folder, "data");

    assert_int_equal(file_remove_tree(data, &p->err), LCT_OK);
}

static char *
must_be_readable(struct place *p)
{
    char *all = all_of_it(p);

    if (!all)
        fail_msg("%s", p->err.text);
    return all;
}

// As it is before the commit and after it.
static void
learn(struct place *p, const char *plan, char **before, char **after)
{
    struct doing d = { p, plan, -1 };

    fill_it(p);
    *before = must_be_readable(p);
    do_everything(&d);
    *after = must_be_readable(p);
    assert_string_not_equal(*before, *after);
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
    print_message("# and of %u calls\n", kill_everywhere(p, plan, 74));
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

// ---- the log

static void
an_entry_without_its_end_is_none(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *whole = NULL;
    struct doing d = { p, NULL, -1 };

    learn(p, NULL, &before, &after);
    whole = text_at(p, "commits.log");
    begin_again(p);
    fill_it(p);
    _own_(free) char *log = text_at(p, "commits.log");
    const size_t from = strlen(log), to = strlen(whole);
    assert_true(to > from + 1000);
    for (size_t n = from + 1; n < to; n += n - from < 200 || to - n < 200 ? 1 : 7) {
        write_at(p, "commits.log", whole, n);
        _own_(free) char *now = must_be_readable(p);
        if (!str_eq(now, before))
            fail_msg("%zu of %zu bytes", n - from, to - from);
    }
    write_at(p, "commits.log", whole, to);
    _own_(free) char *then = must_be_readable(p);
    assert_string_equal(then, after);
    begin_again(p);
    fill_it(p);
    write_at(p, "commits.log", whole, to - 1);
    do_everything(&d); // goes on behind what was whole
    _own_(free) char *last = must_be_readable(p);
    assert_string_equal(last, after);
}

// A machine that lost power may have the length and not the bytes.
static void
an_entry_of_zeros_is_none(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *path = NULL;
    struct stat st;

    fill_it(p);
    before = must_be_readable(p);
    path = file_at(p, "commits.log");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size + 3000), 0);
    _own_(free) char *now = must_be_readable(p);
    assert_string_equal(now, before);
}

// With the files it lost, what was committed before is not taken for the end of the log.
static void
a_spoilt_log_is_told(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *log = NULL;

    learn(p, NULL, &before, &after);
    log = text_at(p, "commits.log");
    _own_(free) char *stand = text_at(p, "applied");
    stand[0] = stand[0] == 'x' ? 'y' : 'x'; // another boot: the log is read
    for (size_t i = 0; i < strlen(log); i += 5) {
        log[i] ^= 1;
        write_at(p, "commits.log", log, strlen(log));
        write_at(p, "applied", stand, strlen(stand));
        _own_(free) char *now = all_of_it(p);
        if (now || !strstr(p->err.text, "damaged") || !strstr(p->err.hint, "store_restore"))
            fail_msg("byte %zu: %s", i, now ? now : p->err.text);
        log[i] ^= 1;
    }
    write_at(p, "commits.log", log, strlen(log));
    _own_(free) char *then = must_be_readable(p);
    assert_string_equal(then, after);
}

// Also where nobody knows how far the files were.
static void
a_spoilt_beginning_is_told(void **state)
{
    struct place *p = *state;
    _own_(free) char *log = NULL, *applied = NULL;

    fill_it(p);
    log = text_at(p, "commits.log");
    applied = file_at(p, "applied");
    const size_t last = (size_t)(strstr(log, "commit 4 ") - log);
    for (size_t i = 0; i < last; i += 3) {
        log[i] ^= 1;
        write_at(p, "commits.log", log, strlen(log));
        unlink(applied);
        _own_(free) char *now = all_of_it(p);
        if (now)
            fail_msg("byte %zu of %zu", i, last);
        log[i] ^= 1;
    }
}

static void
a_log_that_is_gone_is_told(void **state)
{
    struct place *p = *state;

    fill_it(p);
    _own_(free) char *log = file_at(p, "commits.log");
    assert_int_equal(unlink(log), 0);
    assert_null(all_of_it(p));
    assert_non_null(strstr(p->err.text, "commits.log"));
    assert_non_null(strstr(p->err.hint, "store_restore"));
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
    n = sample_node(1);
    if (pages && use_put(&p->use, RECORD_NODE, &n) < 0)
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
        PLACE_TEST(an_entry_without_its_end_is_none),
        PLACE_TEST(an_entry_of_zeros_is_none),
        PLACE_TEST(a_spoilt_log_is_told),
        PLACE_TEST(a_spoilt_beginning_is_told),
        PLACE_TEST(a_log_that_is_gone_is_told),
        PLACE_TEST(what_a_reboot_lost_comes_back),
        PLACE_TEST(a_full_disk_takes_nothing_half),
    };

    return RUN(tests);
}
