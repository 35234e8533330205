// SPDX-License-Identifier: MIT
// Child processes: output, input, exit status, deadline, cancel, failing to start.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/proc.h"

// Words of a test as the system wants them.
#define LIST(words) ((char *const *)(uintptr_t)(words))

struct seen {
    struct lct_err err;
    int status;
    struct buf out, err_out, live;
    int calls;
    bool done;
};

static void
seen_done(struct seen *s)
{
    buf_done(&s->out);
    buf_done(&s->err_out);
    buf_done(&s->live);
}
OWN_STRUCT(seen, struct seen, seen_done);

static void
ended(void *user, const struct lct_err *err, const struct proc_result *r)
{
    struct seen *s = user;

    s->calls++;
    s->err = *err;
    s->status = r->status;
    buf_add(&s->out, r->out, r->out_len);
    buf_add(&s->err_out, r->err_out, r->err_len);
    s->done = true;
}

static void
live(void *user, int stream, const char *data, size_t n)
{
    struct seen *s = user;

    buf_addf(&s->live, "%d:%zu ", stream, n);
}

static void
run(const char *script, struct proc_spec spec, struct seen *s)
{
    _own_(loop) struct loop *l = loop_new();
    const char *argv[] = { "sh", "-c", script, NULL };

    spec.argv = spec.argv ? spec.argv : LIST(argv);
    proc_run(l, &spec, ended, s);
    assert_false(s->done);
    loop_run(l, &s->done);
    assert_int_equal(s->calls, 1);
}

static void
test_output_and_status(void **state)
{
    _own_(seen) struct seen s = { 0 };

    run("printf out; printf err >&2; exit 7", (struct proc_spec){ .on_output = live }, &s);
    assert_int_equal(s.err.code, 0);
    assert_int_equal(s.status, 7);
    assert_string_equal(buf_str(&s.out), "out");
    assert_string_equal(buf_str(&s.err_out), "err");
    assert_non_null(strstr(buf_str(&s.live), "1:3 "));
    assert_non_null(strstr(buf_str(&s.live), "2:3 "));
}

static void
test_input_comes_back(void **state)
{
    _own_(seen) struct seen s = { 0 };
    size_t n = 900 * 1000;
    _own_(free) char *big = mem_alloc(n + 1);

    memset(big, 'x', n);
    run("cat", (struct proc_spec){ .input = big, .input_len = n }, &s);
    assert_int_equal(s.out.len, n);
    assert_memory_equal(s.out.data, big, n);
}

static void
test_input_not_wanted(void **state)
{
    _own_(seen) struct seen s = { 0 };
    size_t n = 900 * 1000;
    _own_(free) char *big = mem_alloc(n + 1);

    run("exec true", (struct proc_spec){ .input = big, .input_len = n }, &s);
    assert_int_equal(s.err.code, 0);
    assert_int_equal(s.status, 0);
}

static void
test_no_input_is_empty(void **state)
{
    _own_(seen) struct seen s = { 0 };

    run("wc -c", (struct proc_spec){ .deadline_ms = 5000 }, &s);
    assert_string_equal(buf_str(&s.out), "0\n");
}

static void
test_output_is_bounded(void **state)
{
    _own_(seen) struct seen s = { 0 };

    run("head -c 300000 /dev/zero | tr '\\0' y", (struct proc_spec){ .max_output = 1000 }, &s);
    assert_int_equal(s.status, 0);
    assert_int_equal(s.out.len, 1000);
}

static void
test_environment_and_folder(void **state)
{
    _own_(seen) struct seen s = { 0 };
    const char *env[] = { "PATH=/usr/bin:/bin", "COLOUR=blue", NULL };

    run("echo $COLOUR; pwd", (struct proc_spec){ .env = LIST(env), .dir = "/usr" }, &s);
    assert_string_equal(buf_str(&s.out), "blue\n/usr\n");
}

static void
test_deadline_kills_the_whole_session(void **state)
{
    _own_(seen) struct seen s = { 0 };
    int64_t start = clock_real.now_ms(&clock_real), took;
    pid_t grandchild;

    run("sleep 100 & echo $!; wait", (struct proc_spec){ .deadline_ms = 150 }, &s);
    took = clock_real.now_ms(&clock_real) - start;
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    assert_int_equal(s.status, 128 + SIGTERM);
    assert_in_range(took, 100, 1900);
    grandchild = (pid_t)strtol(buf_str(&s.out), NULL, 10);
    assert_true(grandchild > 1);
    for (int i = 0; i < 100 && kill(grandchild, 0) == 0; i++)
        usleep(20 * 1000); // until its new parent has buried it (or never, where that is nobody)
}

static void
test_deaf_child_is_killed(void **state)
{
    _own_(seen) struct seen s = { 0 };

    run("trap '' TERM; while :; do sleep 0.1; done", (struct proc_spec){ .deadline_ms = 50 }, &s);
    assert_int_equal(s.status, 128 + SIGKILL);
    assert_non_null(strstr(s.err.text, "running sh"));
}

static void
test_grandchild_keeping_the_pipe(void **state)
{
    _own_(seen) struct seen s = { 0 };
    int64_t start = clock_real.now_ms(&clock_real);

    run("sleep 3 & echo here", (struct proc_spec){ .deadline_ms = 9000 }, &s);
    assert_int_equal(s.err.code, 0);
    assert_string_equal(buf_str(&s.out), "here\n");
    assert_true(clock_real.now_ms(&clock_real) - start < 2500);
}

static void
test_cancel(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(seen) struct seen s = { 0 };
    const char *argv[] = { "sleep", "100", NULL };

    op_cancel(proc_run(l, &(struct proc_spec){ .argv = LIST(argv) }, ended, &s));
    loop_run(l, &s.done);
    assert_int_equal(s.err.code, LCT_ECANCELLED);
}

static void
test_no_such_program(void **state)
{
    _own_(seen) struct seen s = { 0 };
    const char *argv[] = { "no-such-program-here", NULL };

    run("", (struct proc_spec){ .argv = LIST(argv), .input = "x", .input_len = 1 }, &s);
    assert_int_equal(s.err.code, LCT_ENOTFOUND);
    assert_non_null(strstr(s.err.text, "no-such-program-here"));
}

static void
test_many_side_by_side(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct seen s[40] = { 0 };
    const char *argv[] = { "sh", "-c", "echo a; echo b >&2; exit 3", NULL };

    for (int i = 0; i < 40; i++)
        proc_run(l, &(struct proc_spec){ .argv = LIST(argv) }, ended, &s[i]);
    loop_run(l, NULL);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(s[i].status, 3);
        assert_string_equal(buf_str(&s[i].out), "a\n");
        seen_done(&s[i]);
    }
}

static void
test_sync(void **state)
{
    _own_(buf) struct buf out = { 0 };
    const char *argv[] = { "sh", "-c", "echo hi; exit 2", NULL };
    struct lct_err err;
    int status;

    assert_int_equal(
        proc_run_sync(&(struct proc_spec){ .argv = LIST(argv) }, &out, &status, &err), 0);
    assert_int_equal(status, 2);
    assert_string_equal(buf_str(&out), "hi\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_and_status),
        cmocka_unit_test(test_input_comes_back),
        cmocka_unit_test(test_input_not_wanted),
        cmocka_unit_test(test_no_input_is_empty),
        cmocka_unit_test(test_output_is_bounded),
        cmocka_unit_test(test_environment_and_folder),
        cmocka_unit_test(test_deadline_kills_the_whole_session),
        cmocka_unit_test(test_deaf_child_is_killed),
        cmocka_unit_test(test_grandchild_keeping_the_pipe),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_no_such_program),
        cmocka_unit_test(test_many_side_by_side),
        cmocka_unit_test(test_sync),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
