// SPDX-License-Identifier: MIT
// Logins through a bastion: two real sshd's on loopback, and one that carries nothing on. Each hop
// fails in its own words, and everything ends cleanly, whoever dies or gives up.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "shell/libssh/bastion.h"
#include "world.h"

static struct sshd front, second, mute; // bastions; sshd is the node behind
static struct shell_target at_front, at_second, at_mute;

static struct shell_target
target_of(const struct sshd *d, const char *name)
{
    return (struct shell_target){ .host = "127.0.0.1",
        .port = d->port,
        .user = d->user,
        .host_keys = d->host_public,
        .private_key = d->user_private,
        .name = name };
}

static struct shell_target
behind(const struct shell_target *bastion)
{
    struct shell_target t = sshd_target();
    t.via.bastion = bastion;
    return t;
}

static int
all_start(void **state)
{
    if (group_start(state) < 0)
        return -1;
    sshd_start_as(&front, "front", "");
    sshd_start_as(&second, "second", "");
    sshd_start_as(&mute, "mute", "AllowTcpForwarding no\n");
    at_front = target_of(&front, "front");
    at_second = target_of(&second, NULL);
    at_mute = target_of(&mute, "mute");
    return 0;
}

static int
all_stop(void **state)
{
    sshd_stop(&front);
    sshd_stop(&second);
    sshd_stop(&mute);
    return group_stop(state);
}

static size_t
count_log(const struct sshd *d, const char *what)
{
    _own_(free) char *log = sshd_log(d);
    size_t n = 0;
    for (const char *at = log; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static size_t
logins_at(const struct sshd *d)
{
    return count_log(d, "Accepted publickey");
}

static const struct libssh_shell *
inside(const struct world *w)
{
    return (const struct libssh_shell *)w->shell;
}

static struct shell_session *
log_in_to(struct world *w, const struct shell_target *t)
{
    struct login_got got;
    start_login(w, t, PATIENCE_MS, &got);
    loop_run(w->loop, &got.done);
    assert_string_equal(got.err.text, "");
    assert_true(w->shell->ops->alive(got.session));
    return got.session;
}

static void
check_echo(struct world *w, struct shell_session *s)
{
    struct run_got got;
    run_command(w, s, "echo here", NULL, &got);
    assert_string_equal(got.err.text, "");
    assert_string_equal(buf_str(&got.out), "here\n");
    run_got_done(&got);
}

// Until so many sessions are left, bastions' too.
static void
wait_sessions(struct world *w, size_t n)
{
    while (inside(w)->sessions.n > n)
        loop_turn(w->loop, true);
    assert_int_equal(inside(w)->sessions.n, n);
}

// A command that has begun.
static void
start_sleep(struct world *w, struct shell_session *s, struct run_got *got)
{
    start_run(w, s, "echo $$; exec sleep 120", NULL, got);
    while (!got->streamed)
        loop_turn(w->loop, true);
    assert_false(got->done);
}

static void
end_sleep(struct run_got *got)
{
    kill(atoi(buf_str(&got->out)), SIGKILL);
    run_got_done(got);
}

// A session is as any other; the bastion's ends with the last that needs it.
static void
test_carried(void **state)
{
    struct world w;
    struct shell_target t = behind(&at_front);
    size_t before = logins_at(&front);
    world_open(&w, 1);
    struct shell_session *a = log_in_to(&w, &t), *b = log_in_to(&w, &t);
    check_echo(&w, a);
    check_echo(&w, b);
    assert_int_equal(inside(&w)->sessions.n, 3);
    assert_int_equal(logins_at(&front), before + 1);
    assert_string_equal(w.shell->ops->host_key(a), sshd.host_public);
    w.shell->ops->close_session(a);
    wait_sessions(&w, 2);
    check_echo(&w, b);
    w.shell->ops->close_session(b);
    wait_sessions(&w, 0);
    assert_int_equal(inside(&w)->bastions.n, 0);
    log_in_to(&w, &t);
    assert_int_equal(logins_at(&front), before + 2);
    world_close(&w);
}

// Far more than the windows of two channels and the buffers of two sockets hold, both ways at once.
static void
test_big_input_and_output(void **state)
{
    enum { SIZE = 16 << 20 };
    struct world w;
    struct run_got got = { 0 };
    struct shell_target t = behind(&at_front);
    char *data = mem_alloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        data[i] = (char)(i * i >> 7);
    world_open(&w, 0);
    const struct shell_command c = { .command = "cat",
        .input = data,
        .input_len = SIZE,
        .deadline_ms = PATIENCE_MS,
        .max_output = SIZE };
    w.shell->ops->run(log_in_to(&w, &t), &c, on_run, &got);
    loop_run(w.loop, &got.done);
    assert_string_equal(got.err.text, "");
    assert_int_equal(got.out.len, SIZE);
    assert_memory_equal(got.out.data, data, SIZE);
    run_got_done(&got);
    free(data);
    world_close(&w);
}

// Many more than MaxSessions (3 here), which is of commands, by one session; with one place at the
// gate, which the bastion must pass, too.
static void
test_many(void **state)
{
    enum { N = 40 };
    struct world w;
    struct login_got logins[N];
    struct run_got got[N];
    struct shell_target t = behind(&at_front);
    for (unsigned max_open = 1; max_open <= 16; max_open *= 16) {
        size_t before = logins_at(&front);
        world_open(&w, max_open);
        for (int i = 0; i < N; i++)
            start_login(&w, &t, PATIENCE_MS, &logins[i]);
        for (int i = 0; i < N; i++) {
            loop_run(w.loop, &logins[i].done);
            assert_string_equal(logins[i].err.text, "");
            start_run(&w, logins[i].session, "echo here", NULL, &got[i]);
        }
        for (int i = 0; i < N; i++) {
            loop_run(w.loop, &got[i].done);
            assert_string_equal(buf_str(&got[i].out), "here\n");
            run_got_done(&got[i]);
        }
        assert_int_equal(logins_at(&front), before + 1);
        world_close(&w);
    }
}

// Only who asks for the same bastion, by the same keys, shares its session; and no more than one
// sshd can carry.
static void
test_sharing(void **state)
{
    enum { N = 257 };
    struct world w;
    struct login_got got[N], other;
    struct op *ops[N];
    struct shell_target strange = at_front, t = behind(&at_front);
    strange.host_keys = sshd.host_public;
    world_open(&w, 0);
    log_in_to(&w, &t);
    t.via.bastion = &strange;
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &other), LCT_EAUTH);
    strange = at_front;
    strange.private_key = sshd.user_private;
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &other), LCT_EAUTH);
    assert_int_equal(inside(&w)->bastions.n, 1);
    t.via.bastion = &at_second;
    for (int i = 0; i < N - 1; i++)
        ops[i] = start_login(&w, &t, PATIENCE_MS, &got[i]);
    assert_int_equal(inside(&w)->bastions.n, 2);
    ops[N - 1] = start_login(&w, &t, PATIENCE_MS, &got[N - 1]);
    assert_int_equal(inside(&w)->bastions.n, 3);
    for (int i = 0; i < N; i++) {
        op_cancel(ops[i]);
        assert_int_equal(got[i].err.code, LCT_ECANCELLED);
    }
    assert_int_equal(inside(&w)->bastions.n, 1);
    world_close(&w);
}

static void
check_refused(
    const struct shell_target *t, int64_t ms, int code, const char *begins, const char *has)
{
    struct world w;
    struct login_got got;
    world_open(&w, 0);
    if (login_code(&w, t, ms, &got) != code || !str_starts(got.err.text, begins) ||
        !strstr(got.err.text, has))
        fail_msg("%s: %s (%s)", lct_code_name(got.err.code), got.err.text, got.err.hint);
    wait_sessions(&w, 0);
    world_close(&w);
}

static void
test_wrong_keys(void **state)
{
    struct shell_target bastion = at_front, t = behind(&bastion);
    size_t before = count_log(&sshd, "Connection from"), seen;
    bastion.host_keys = second.host_public;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "through front: the host key of ", "not the one");
    bastion.host_keys = NULL;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "through front: no host key of ", "is known");
    bastion.any_host_key = true;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "", "any host key of a bastion");
    bastion = at_front;
    bastion.private_key = sshd.user_private;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "through front: ", "refuses our key");
    assert_int_equal(count_log(&sshd, "Connection from"), before); // the node heard nothing
    bastion = at_front;
    seen = logins_at(&sshd);
    t.host_keys = front.host_public;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "the host key of ", "through front is not the one");
    assert_int_equal(logins_at(&sshd), seen);
    t.host_keys = sshd.host_public;
    t.private_key = front.user_private;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, t.user, "through front refuses our key");
}

// What an unsecured node tells of its host key is heard through a bastion, too.
static void
test_any_host_key(void **state)
{
    struct world w;
    struct shell_target t = behind(&at_front);
    t.host_keys = NULL;
    t.any_host_key = true;
    world_open(&w, 0);
    assert_string_equal(w.shell->ops->host_key(log_in_to(&w, &t)), sshd.host_public);
    world_close(&w);
}

static void
test_no_forwarding(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = behind(&at_mute);
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, "through mute: its sshd carries no connection on to",
        "127.0.0.1:");
    world_open(&w, 0);
    login_code(&w, &t, PATIENCE_MS, &got);
    assert_non_null(strstr(got.err.hint, "AllowTcpForwarding"));
    world_close(&w);
}

static void
test_unreachable(void **state)
{
    struct shell_target bastion = at_front, t = behind(&bastion);
    int fd;
    t.port = loopback_listen(&fd);
    check_refused(&t, 1000, LCT_ERETRY, "logging in to ", "through front: no answer");
    close(fd);
    check_refused(&t, PATIENCE_MS, LCT_ERETRY, "127.0.0.1:", "through front: ");
    check_refused(&t, PATIENCE_MS, LCT_ERETRY, "", "Connection refused");
    t = behind(&bastion);
    bastion.port = loopback_listen(&fd);
    check_refused(&t, 300, LCT_ERETRY, "through front: logging in to ", "no answer");
    close(fd);
    check_refused(&t, PATIENCE_MS, LCT_ERETRY, "through front: connecting to ", "refused");
    bastion.host = "example.com";
    check_refused(&t, PATIENCE_MS, LCT_EUSAGE, "through front: ", "not an IP address");
}

// A port that lets nobody in any more: who connects waits for an answer.
static unsigned
deaf_listen(int fds[3])
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    unsigned port = loopback_listen(&fds[0]);
    listen(fds[0], 0);
    a.sin_port = htons((uint16_t)port);
    for (int i = 1; i < 3; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        connect(fds[i], (struct sockaddr *)&a, sizeof a);
    }
    return port;
}

// While the bastion itself waits for the node: the deadline passes, it is given up, and others go
// on through the same session; so does who is cancelled.
static void
test_given_up_while_opening(void **state)
{
    struct world w;
    struct login_got late, cancelled;
    struct shell_target t = behind(&at_front), deaf = t;
    size_t before = logins_at(&front);
    int fds[3];
    deaf.port = deaf_listen(fds);
    world_open(&w, 0);
    struct shell_session *s = log_in_to(&w, &t);
    assert_int_equal(login_code(&w, &deaf, 300, &late), LCT_ERETRY);
    assert_non_null(strstr(late.err.text, "through front: no answer"));
    struct op *op = start_login(&w, &deaf, PATIENCE_MS, &cancelled);
    for (int i = 0; i < 4; i++)
        loop_turn(w.loop, false);
    op_cancel(op);
    assert_int_equal(cancelled.err.code, LCT_ECANCELLED);
    check_echo(&w, s);
    check_echo(&w, log_in_to(&w, &t));
    assert_int_equal(logins_at(&front), before + 1);
    world_close(&w);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

// At every turn of a login.
static void
test_cancel(void **state)
{
    struct world w;
    struct login_got got = { 0 };
    struct shell_target t = behind(&at_front);
    world_open(&w, 0);
    for (int turns = 0; !got.session; turns++) {
        struct op *op = start_login(&w, &t, PATIENCE_MS, &got);
        for (int i = 0; i < turns && !got.done; i++)
            loop_turn(w.loop, true);
        if (!got.done) {
            op_cancel(op);
            assert_int_equal(got.err.code, LCT_ECANCELLED);
            assert_null(got.session);
        }
        if (!got.session)
            wait_sessions(&w, 0);
    }
    check_echo(&w, got.session);
    world_close(&w);
}

// What it carried breaks, and says why; who comes next logs in to it anew.
static void
test_bastion_dies(void **state)
{
    struct world w;
    struct run_got got, after;
    struct login_got during;
    struct shell_target t = behind(&at_front), deaf = t;
    int fds[3];
    deaf.port = deaf_listen(fds);
    world_open(&w, 0);
    struct shell_session *busy = log_in_to(&w, &t), *idle = log_in_to(&w, &t);
    start_sleep(&w, busy, &got);
    start_login(&w, &deaf, PATIENCE_MS, &during);
    for (int i = 0; i < 20; i++)
        loop_turn(w.loop, false);
    sshd_kill_sessions(&front);
    loop_run(w.loop, &got.done);
    loop_run(w.loop, &during.done);
    assert_int_equal(got.err.code, LCT_EAMBIGUOUS);
    assert_true(str_starts(got.err.text, "through front: "));
    assert_int_equal(during.err.code, LCT_ERETRY);
    assert_true(str_starts(during.err.text, "through front: "));
    end_sleep(&got);
    run_command(&w, idle, "true", NULL, &after);
    assert_int_equal(after.err.code, LCT_ERETRY);
    assert_false(w.shell->ops->alive(idle) || w.shell->ops->alive(busy));
    check_echo(&w, log_in_to(&w, &t));
    w.shell->ops->close_session(busy);
    w.shell->ops->close_session(idle);
    wait_sessions(&w, 2);
    world_close(&w);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

// The same in the middle of a login to the node.
static void
test_bastion_dies_in_a_login(void **state)
{
    struct world w;
    struct login_got got;
    struct shell_target t = behind(&at_front), silent = t;
    int fd;
    silent.port = loopback_listen(&fd);
    world_open(&w, 0);
    struct shell_session *s = log_in_to(&w, &t);
    start_login(&w, &silent, PATIENCE_MS, &got);
    while (inside(&w)->sessions.n < 3)
        loop_turn(w.loop, true);
    sshd_kill_sessions(&front);
    loop_run(w.loop, &got.done);
    assert_int_equal(got.err.code, LCT_ERETRY);
    assert_true(str_starts(got.err.text, "through front: "));
    w.shell->ops->close_session(s);
    wait_sessions(&w, 0);
    world_close(&w);
    close(fd);
}

// The node dies, the bastion lives: only what went to that node breaks, and nobody blames the
// bastion.
static void
test_node_dies(void **state)
{
    struct world w;
    struct run_got got;
    struct shell_target t = behind(&at_front), other = target_of(&second, NULL);
    other.via.bastion = &at_front;
    world_open(&w, 0);
    struct shell_session *dead = log_in_to(&w, &t), *s = log_in_to(&w, &other);
    start_sleep(&w, dead, &got);
    sshd_kill_sessions(&sshd);
    loop_run(w.loop, &got.done);
    assert_int_equal(got.err.code, LCT_EAMBIGUOUS);
    assert_true(str_starts(got.err.text, t.user));
    assert_non_null(strstr(got.err.text, "through front: "));
    end_sleep(&got);
    check_echo(&w, s);
    w.shell->ops->close_session(dead);
    w.shell->ops->close_session(s);
    wait_sessions(&w, 0);
    world_close(&w);
}

// A chain: each hop by its own keys, and the words of each stand before those of the next.
static void
test_chain(void **state)
{
    struct world w;
    struct run_got got;
    struct shell_target inner = at_second, t = behind(&inner);
    _own_(free) char *begins = mem_printf("through %s@127.0.0.1:%u: ", second.user, second.port);
    inner.via.bastion = &at_front;
    world_open(&w, 1);
    struct shell_session *s = log_in_to(&w, &t);
    check_echo(&w, s);
    assert_int_equal(inside(&w)->sessions.n, 3);
    start_sleep(&w, s, &got);
    sshd_kill_sessions(&front);
    loop_run(w.loop, &got.done);
    assert_true(str_starts(got.err.text, begins));
    assert_true(str_starts(got.err.text + strlen(begins), "through front: "));
    end_sleep(&got);
    w.shell->ops->close_session(s);
    wait_sessions(&w, 0);
    world_close(&w);
    inner.host_keys = front.host_public;
    check_refused(&t, PATIENCE_MS, LCT_EAUTH, begins, "the host key of ");
}

// Closing the driver ends everything, however far it has come.
static void
test_close_driver(void **state)
{
    struct shell_target t = behind(&at_front), chain = at_second, far = behind(&chain);
    chain.via.bastion = &at_front;
    for (int turns = 0; turns < 60; turns++) {
        struct world w;
        struct login_got a, b;
        struct run_got got = { 0 };
        world_open(&w, 2);
        if (turns % 2) // else nobody is there yet
            start_run(&w, log_in_to(&w, &t), "while echo x; do :; done", NULL, &got);
        start_login(&w, &t, PATIENCE_MS, &a);
        start_login(&w, &far, PATIENCE_MS, &b);
        for (int i = 0; i < turns; i++)
            loop_turn(w.loop, true);
        w.shell->ops->close(w.shell);
        loop_run(w.loop, &a.done);
        loop_run(w.loop, &b.done);
        if (turns % 2)
            loop_run(w.loop, &got.done);
        assert_true(!a.err.code || a.err.code == LCT_ECANCELLED);
        assert_true(!b.err.code || b.err.code == LCT_ECANCELLED);
        run_got_done(&got);
        loop_free(w.loop);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_carried),
        cmocka_unit_test(test_big_input_and_output),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_any_host_key),
        cmocka_unit_test(test_no_forwarding),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_given_up_while_opening),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_bastion_dies),
        cmocka_unit_test(test_bastion_dies_in_a_login),
        cmocka_unit_test(test_node_dies),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_close_driver),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, all_start, all_stop);
}
