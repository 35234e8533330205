// SPDX-License-Identifier: MIT
// Commands on a real sshd on loopback, and what ends them early.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "world.h"

static void
test_commands(void **state)
{
    struct world w;
    struct run_got got;
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    run_command(&w, s, "cat; echo oops >&2; exit 7", "hello\n", &got);
    assert_int_equal(got.err.code, 0);
    assert_int_equal(got.status, 7);
    assert_string_equal(buf_str(&got.out), "hello\n");
    assert_string_equal(buf_str(&got.err_out), "oops\n");
    assert_int_equal(got.streamed, 11);
    assert_false(got.cut);
    run_got_done(&got);
    run_command(&w, s, "kill -TERM $$", NULL, &got);
    assert_int_equal(got.err.code, 0);
    assert_int_equal(got.status, 128 + SIGTERM);
    run_got_done(&got);
    run_command(&w, s, "true", NULL, &got); // stdin is closed at once, output empty
    assert_int_equal(got.status, 0);
    assert_int_equal(got.out.len, 0);
    run_got_done(&got);
    w.shell->ops->close_session(s);
    world_close(&w);
}

static void
test_big_input_and_output(void **state)
{
    struct world w;
    struct run_got got;
    size_t n = 6 << 20;
    char *input = mem_alloc(n + 1);
    memset(input, 'x', n);
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    run_command(&w, s, "tee /dev/stderr | wc -c", input, &got);
    assert_int_equal(got.err.code, 0);
    assert_string_equal(buf_str(&got.out), "6291456\n");
    assert_int_equal(got.err_out.len, 1 << 20); // the cap
    assert_true(got.cut);
    assert_int_equal(got.streamed, n + 8); // what is streamed has none
    run_got_done(&got);
    run_command(&w, s, "exit 3", input, &got); // does not read its input
    assert_int_equal(got.err.code, 0);
    assert_int_equal(got.status, 3);
    run_got_done(&got);
    free(input);
    world_close(&w);
}

// More than we open at once, and more than this sshd lets open (MaxSessions 3): the rest waits.
static void
test_parallel_channels(void **state)
{
    struct world w;
    struct run_got got[40];
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    for (int i = 0; i < 40; i++) {
        char command[64];
        snprintf(command, sizeof command, "sleep 0.0%d; cat; exit %d", i % 10, i);
        start_run(&w, s, command, "abc", &got[i]);
    }
    for (int i = 0; i < 40; i++) {
        loop_run(w.loop, &got[i].done);
        assert_string_equal(got[i].err.text, "");
        assert_int_equal(got[i].status, i);
        assert_string_equal(buf_str(&got[i].out), "abc");
        run_got_done(&got[i]);
    }
    world_close(&w);
}

// Once what it said before has come.
static void
test_server_dies(void **state)
{
    struct world w;
    struct run_got got, after;
    _own_(free) char *heard = file_join(sshd.dir, "heard");
    _own_(free) char *command = mem_printf(
        "echo before; until test -e %s; do sleep 0.02; done; kill -9 $PPID; sleep 1", heard);
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    start_run(&w, s, command, NULL, &got);
    got.touch_on_output = heard;
    loop_run(w.loop, &got.done);
    assert_int_equal(got.err.code, LCT_EAMBIGUOUS);
    assert_string_equal(buf_str(&got.out), "before\n");
    assert_false(w.shell->ops->alive(s));
    run_command(&w, s, "true", NULL, &after);
    assert_int_equal(after.err.code, LCT_ERETRY);
    w.shell->ops->close_session(s);
    run_got_done(&got);
    world_close(&w);
}

static bool
gone(pid_t pid)
{
    for (int i = 0; i < PATIENCE_MS / 10 && kill(pid, 0) == 0; i++)
        usleep(10000);
    return kill(pid, 0) != 0;
}

// Runs it past its deadline, which is late enough for the first word of it to come.
static pid_t
run_too_long(struct world *w, struct shell_session *s, int64_t deadline_ms)
{
    const struct shell_command c = { .command = "echo $$; exec sleep 120",
        .deadline_ms = deadline_ms };
    struct run_got got = { 0 };
    w->shell->ops->run(s, &c, on_run, &got);
    loop_run(w->loop, &got.done);
    assert_int_equal(got.err.code, LCT_EAMBIGUOUS);
    pid_t pid = atoi(buf_str(&got.out));
    run_got_done(&got);
    return pid > 1 || deadline_ms > 60000 ? pid : run_too_long(w, s, 2 * deadline_ms);
}

// Past the deadline: ambiguous, what runs is told to end, the session lives on.
static void
test_deadline(void **state)
{
    struct world w;
    struct run_got after;
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    pid_t pid = run_too_long(&w, s, 500);
    assert_true(pid > 1);
    run_command(&w, s, "echo alive", NULL, &after);
    assert_string_equal(after.err.text, "");
    assert_string_equal(buf_str(&after.out), "alive\n");
    if (getuid() == 0) // whose commands sshd does not pass signals to
        kill(pid, SIGKILL);
    assert_true(gone(pid));
    run_got_done(&after);
    world_close(&w);
}

static void
test_cancel(void **state)
{
    struct world w;
    struct run_got opening, talking, after, closed;
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    op_cancel(start_run(&w, s, "sleep 4", NULL, &opening));
    for (int i = 0; i < 12; i++) { // also right after the request to open has gone out
        struct run_got again;
        struct op *op = start_run(&w, s, "sleep 4", NULL, &again);
        loop_turn(w.loop, true);
        op_cancel(op);
        loop_run(w.loop, &again.done);
        assert_int_equal(again.err.code, LCT_ECANCELLED);
    }
    talking.cancel_on_output = NULL;
    struct op *op = start_run(&w, s, "while echo x; do :; done", NULL, &talking);
    talking.cancel_on_output = op;
    loop_run(w.loop, &talking.done);
    assert_true(opening.done);
    assert_int_equal(opening.err.code, LCT_ECANCELLED);
    assert_int_equal(talking.err.code, LCT_ECANCELLED);
    run_command(&w, s, "echo alive", NULL, &after);
    assert_string_equal(buf_str(&after.out), "alive\n");
    start_run(&w, s, "sleep 4", NULL, &closed);
    w.shell->ops->close_session(s);
    loop_run(w.loop, &closed.done);
    assert_int_equal(closed.err.code, LCT_ECANCELLED);
    run_got_done(&talking);
    run_got_done(&after);
    world_close(&w);
}

// Closing the driver ends everything, wherever it stands.
static void
test_close_driver(void **state)
{
    struct world w;
    struct login_got a, b;
    struct run_got got;
    struct shell_target t = sshd_target();
    world_open(&w, 1);
    struct shell_session *s = log_in(&w);
    start_run(&w, s, "sleep 4", NULL, &got);
    start_login(&w, &t, PATIENCE_MS, &a);
    start_login(&w, &t, PATIENCE_MS, &b);
    for (int i = 0; i < 3; i++)
        loop_turn(w.loop, true);
    w.shell->ops->close(w.shell);
    loop_run(w.loop, &got.done);
    loop_run(w.loop, &a.done);
    loop_run(w.loop, &b.done);
    assert_int_equal(got.err.code, LCT_ECANCELLED);
    assert_int_equal(a.err.code, LCT_ECANCELLED);
    assert_int_equal(b.err.code, LCT_ECANCELLED);
    loop_free(w.loop);
}

// The same from within a callback, with others under way.
static void
test_close_driver_within(void **state)
{
    struct world w;
    struct login_got a;
    struct run_got talking, other;
    struct shell_target t = sshd_target();
    world_open(&w, 0);
    struct shell_session *s = log_in(&w);
    start_run(&w, s, "while echo x; do :; done", NULL, &talking);
    start_run(&w, s, "sleep 4", NULL, &other);
    start_login(&w, &t, PATIENCE_MS, &a);
    talking.close_on_output = w.shell;
    loop_run(w.loop, &talking.done);
    loop_run(w.loop, &other.done);
    loop_run(w.loop, &a.done);
    assert_int_equal(talking.err.code, LCT_ECANCELLED);
    assert_int_equal(other.err.code, LCT_ECANCELLED);
    run_got_done(&talking);
    loop_turn(w.loop, false);
    loop_free(w.loop);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_big_input_and_output),
        cmocka_unit_test(test_parallel_channels),
        cmocka_unit_test(test_server_dies),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_close_driver),
        cmocka_unit_test(test_close_driver_within),
        cmocka_unit_test(test_signals_are_let_alone),
    };
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
