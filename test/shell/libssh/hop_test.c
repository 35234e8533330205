// SPDX-License-Identifier: MIT
// Logins through a bastion that fail: each hop in its own words, and everything ends cleanly,
// whoever refuses, dies or gives up.
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
#include "hops.h"

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

static unsigned
port_of(int fd, int (*name)(int, struct sockaddr *, socklen_t *))
{
    struct sockaddr_in a = { 0 };
    socklen_t n = sizeof a;
    name(fd, (struct sockaddr *)&a, &n);
    return ntohs(a.sin_port);
}

// The next who comes in at the deaf port, beside the two that made it deaf.
static int
let_in(struct world *w, const int fds[3])
{
    for (int i = 0; i < PATIENCE_MS / 10; i++) {
        int fd = accept4(fds[0], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        unsigned port = fd < 0 ? 0 : port_of(fd, getpeername);
        if (port && port != port_of(fds[1], getsockname) && port != port_of(fds[2], getsockname))
            return fd;
        if (fd >= 0)
            close(fd);
        loop_turn(w->loop, false);
        usleep(10000);
    }
    fail_msg("the bastion does not come");
    return -1;
}

// What the bastion opens when nobody wants it any more, it closes again.
static void
check_hung_up(struct world *w, const int fds[3])
{
    char c;
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    int fd = let_in(w, fds), i = 0;
    while (recv(fd, &c, 1, 0) != 0 && i++ < PATIENCE_MS / 10) {
        loop_turn(w->loop, false);
        usleep(10000);
    }
    assert_int_equal(recv(fd, &c, 1, 0), 0);
    close(fd);
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
    check_hung_up(&w, fds);
    check_echo(&w, s);
    check_echo(&w, log_in_to(&w, &t));
    assert_int_equal(logins_at(&front), before + 1);
    world_close(&w);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_no_forwarding),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_given_up_while_opening),
        cmocka_unit_test(test_bastion_dies),
        cmocka_unit_test(test_bastion_dies_in_a_login),
        cmocka_unit_test(test_node_dies),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, all_start, all_stop);
}
