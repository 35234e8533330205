// The libssh driver against a real sshd on loopback.
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
#include "base/str.h"
#include "port/shell.h"
#include "shell/libssh/open.h"
#include "sshd.h"

#define PATIENCE_MS 300000 // of what is to succeed, however busy the machine is

static struct sshd sshd;

struct world {
    struct loop *loop;
    struct shell *shell;
};

struct login_got {
    bool done;
    struct lct_err err;
    struct shell_session *session;
};

struct run_got {
    bool done;
    struct lct_err err;
    int status;
    struct buf out, err_out;
    bool cut;
    size_t streamed;
    struct op *cancel_on_output;
    struct shell *close_on_output;
    const char *touch_on_output; // a file
};

static void
world_open(struct world *w, unsigned max_open)
{
    struct lct_err err = { 0 };
    w->loop = loop_new();
    assert_int_equal(libssh_open(w->loop, max_open, &w->shell, &err), 0);
}

static void
world_close(struct world *w)
{
    w->shell->ops->close(w->shell);
    loop_turn(w->loop, false);
    loop_free(w->loop);
}

static void
on_login(void *user, const struct lct_err *err, struct shell_session *s)
{
    struct login_got *got = user;
    assert_false(got->done);
    got->done = true;
    got->err = *err;
    got->session = s;
}

static void
on_run(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct run_got *got = user;
    assert_false(got->done);
    got->done = true;
    got->err = *err;
    got->status = r->status;
    if (r->out_len)
        buf_add(&got->out, r->out, r->out_len);
    if (r->err_len)
        buf_add(&got->err_out, r->err_out, r->err_len);
    got->cut = r->cut;
}

static void
on_output(void *user, int stream, const char *data, size_t n)
{
    struct run_got *got = user;
    struct lct_err err;
    assert_false(got->done);
    got->streamed += n;
    op_cancel(take(got->cancel_on_output));
    if (got->touch_on_output)
        file_write(got->touch_on_output, "", 0, 0600, &err);
    struct shell *sh = take(got->close_on_output);
    if (sh)
        sh->ops->close(sh);
}

static struct shell_target
target(void)
{
    return (struct shell_target){ .host = "127.0.0.1",
        .port = sshd.port,
        .user = sshd.user,
        .host_keys = sshd.host_public,
        .private_key = sshd.user_private };
}

static struct op *
start_login(struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got)
{
    *got = (struct login_got){ 0 };
    return w->shell->ops->connect(w->shell, t, ms, on_login, got);
}

static struct shell_session *
login(struct world *w)
{
    struct shell_target t = target();
    struct login_got got;
    start_login(w, &t, PATIENCE_MS, &got);
    assert_false(got.done);
    loop_run(w->loop, &got.done);
    assert_string_equal(got.err.text, "");
    assert_non_null(got.session);
    assert_true(w->shell->ops->alive(got.session));
    return got.session;
}

static int
login_code(struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got)
{
    start_login(w, t, ms, got);
    loop_run(w->loop, &got->done);
    assert_null(got->session);
    return got->err.code;
}

static struct op *
start_run(struct world *w, struct shell_session *s, const char *command, const char *input,
    struct run_got *got)
{
    const struct shell_command c = { .command = command,
        .input = input,
        .input_len = input ? strlen(input) : 0,
        .deadline_ms = PATIENCE_MS,
        .on_output = on_output };
    *got = (struct run_got){ 0 };
    return w->shell->ops->run(s, &c, on_run, got);
}

static void
run(struct world *w, struct shell_session *s, const char *command, const char *input,
    struct run_got *got)
{
    start_run(w, s, command, input, got);
    assert_false(got->done);
    loop_run(w->loop, &got->done);
}

static void
run_got_done(struct run_got *got)
{
    buf_done(&got->out);
    buf_done(&got->err_out);
}

static void
test_commands(void **state)
{
    struct world w;
    struct run_got got;
    world_open(&w, 0);
    struct shell_session *s = login(&w);
    run(&w, s, "cat; echo oops >&2; exit 7", "hello\n", &got);
    assert_int_equal(got.err.code, 0);
    assert_int_equal(got.status, 7);
    assert_string_equal(buf_str(&got.out), "hello\n");
    assert_string_equal(buf_str(&got.err_out), "oops\n");
    assert_int_equal(got.streamed, 11);
    assert_false(got.cut);
    run_got_done(&got);
    run(&w, s, "kill -TERM $$", NULL, &got);
    assert_int_equal(got.err.code, 0);
    assert_int_equal(got.status, 128 + SIGTERM);
    run_got_done(&got);
    run(&w, s, "true", NULL, &got); // stdin is closed at once, output empty
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
    struct shell_session *s = login(&w);
    run(&w, s, "tee /dev/stderr | wc -c", input, &got);
    assert_int_equal(got.err.code, 0);
    assert_string_equal(buf_str(&got.out), "6291456\n");
    assert_int_equal(got.err_out.len, 1 << 20); // the cap
    assert_true(got.cut);
    assert_int_equal(got.streamed, n + 8); // what is streamed has none
    run_got_done(&got);
    run(&w, s, "exit 3", input, &got); // does not read its input
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
    struct shell_session *s = login(&w);
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

static void
test_parallel_sessions(void **state)
{
    enum { N = 50 };
    struct world w;
    struct login_got logins[N];
    struct run_got got[N];
    struct shell_target t = target();
    world_open(&w, 8);
    for (int i = 0; i < N; i++)
        start_login(&w, &t, PATIENCE_MS, &logins[i]);
    for (int i = 0; i < N; i++) {
        loop_run(w.loop, &logins[i].done);
        assert_string_equal(logins[i].err.text, "");
        start_run(&w, logins[i].session, "echo here", NULL, &got[i]);
    }
    for (int i = 0; i < N; i++) {
        loop_run(w.loop, &got[i].done);
        assert_int_equal(got[i].err.code, 0);
        assert_string_equal(buf_str(&got[i].out), "here\n");
        run_got_done(&got[i]);
    }
    world_close(&w);
}

static void
test_wrong_host_key(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = target();
    struct lct_err err = { 0 };
    struct secret *private;
    char *public;
    const unsigned char seed[32] = "another";
    assert_int_equal(ssh_key_from_seed(seed, "", &private, &public, &err), 0);
    t.host_keys = public;
    t.user = "nobody-asks-for-me";
    world_open(&w, 0);
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EAUTH);
    assert_non_null(strstr(got.err.text, "host key"));
    char *first = strstr(got.err.text, "expected SHA256:");
    assert_non_null(first);
    assert_non_null(strstr(first + 20, "got SHA256:"));
    t.host_keys = "";
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EAUTH);
    t.host_keys = "ssh-ed25519 AAAA\nnonsense\n";
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EAUTH);
    char *log = sshd_log(&sshd);
    assert_non_null(strstr(log, "Connection from"));
    assert_null(strstr(log, t.user)); // refused before it was ever named
    free(log);
    world_close(&w);
    secret_free(private);
    free(public);
}

// Several lines: any of them may be the one (a new key beside the old).
static void
test_several_host_keys(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = target();
    char *lines = mem_printf("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJ"
                             "a8CGmj3B1Ea old\r\n%s\n",
        sshd.host_public);
    t.host_keys = lines;
    world_open(&w, 0);
    start_login(&w, &t, PATIENCE_MS, &got);
    loop_run(w.loop, &got.done);
    assert_string_equal(got.err.text, "");
    world_close(&w);
    free(lines);
}

static void
test_wrong_user_key(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = target();
    struct lct_err err = { 0 };
    struct secret *private, *broken = secret_new("not a key", 9);
    char *public;
    const unsigned char seed[32] = "stranger";
    assert_int_equal(ssh_key_from_seed(seed, "", &private, &public, &err), 0);
    t.private_key = private;
    world_open(&w, 0);
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EAUTH);
    assert_non_null(strstr(got.err.text, "refuses our key"));
    t.private_key = broken;
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EAUTH);
    assert_null(strstr(got.err.text, "not a key"));
    world_close(&w);
    secret_free(private);
    secret_free(broken);
    free(public);
}

static void
test_unreachable(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = target();
    int fd;
    world_open(&w, 0);
    t.port = loopback_listen(&fd);
    assert_int_equal(login_code(&w, &t, 300, &got), LCT_ERETRY); // silent: the deadline
    close(fd);
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_ERETRY); // refused
    t.host = "example.com";
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EUSAGE);
    world_close(&w);
}

// What waits at the gate keeps its deadline, can be cancelled, and gets its turn.
static void
test_gate(void **state)
{
    struct world w;
    struct login_got slow, late, cancelled, fine;
    struct shell_target t = target(), silent = target();
    int fd;
    silent.port = loopback_listen(&fd);
    world_open(&w, 1);
    start_login(&w, &silent, 3000, &slow);
    start_login(&w, &t, 100, &late);
    struct op *op = start_login(&w, &t, PATIENCE_MS, &cancelled);
    start_login(&w, &t, PATIENCE_MS, &fine);
    op_cancel(op);
    loop_run(w.loop, &cancelled.done);
    assert_int_equal(cancelled.err.code, LCT_ECANCELLED);
    loop_run(w.loop, &late.done);
    assert_false(slow.done);
    assert_int_equal(late.err.code, LCT_ERETRY);
    loop_run(w.loop, &fine.done);
    assert_true(slow.done);
    assert_string_equal(fine.err.text, "");
    close(fd);
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
    struct shell_session *s = login(&w);
    start_run(&w, s, command, NULL, &got);
    got.touch_on_output = heard;
    loop_run(w.loop, &got.done);
    assert_int_equal(got.err.code, LCT_EAMBIGUOUS);
    assert_string_equal(buf_str(&got.out), "before\n");
    assert_false(w.shell->ops->alive(s));
    run(&w, s, "true", NULL, &after);
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
    struct shell_session *s = login(&w);
    pid_t pid = run_too_long(&w, s, 500);
    assert_true(pid > 1);
    run(&w, s, "echo alive", NULL, &after);
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
    struct shell_session *s = login(&w);
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
    run(&w, s, "echo alive", NULL, &after);
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
    struct shell_target t = target();
    world_open(&w, 1);
    struct shell_session *s = login(&w);
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

// Without sshd (package openssh-server) these tests fail: nothing would have been tested.
static int
group_start(void **state)
{
    if (!sshd_installed())
        return -1;
    sshd_start(&sshd);
    return 0;
}

// The same from within a callback, with others under way.
static void
test_close_driver_within(void **state)
{
    struct world w;
    struct login_got a;
    struct run_got talking, other;
    struct shell_target t = target();
    world_open(&w, 0);
    struct shell_session *s = login(&w);
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

static int
group_stop(void **state)
{
    sshd_stop(&sshd);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_big_input_and_output),
        cmocka_unit_test(test_parallel_channels),
        cmocka_unit_test(test_parallel_sessions),
        cmocka_unit_test(test_wrong_host_key),
        cmocka_unit_test(test_several_host_keys),
        cmocka_unit_test(test_wrong_user_key),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_server_dies),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_close_driver),
        cmocka_unit_test(test_close_driver_within),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
