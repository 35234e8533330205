// SPDX-License-Identifier: MIT
// The hops of hops.h.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "hops.h"

struct sshd front, second, mute;
struct shell_target at_front, at_second, at_mute;

struct shell_target
target_of(const struct sshd *d, const char *name)
{
    return (struct shell_target){ .host = "127.0.0.1",
        .port = d->port,
        .user = d->user,
        .host_keys = d->host_public,
        .private_key = d->user_private,
        .name = name };
}

struct shell_target
behind(const struct shell_target *bastion)
{
    struct shell_target t = sshd_target();
    t.via.bastion = bastion;
    return t;
}

int
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

int
all_stop(void **state)
{
    sshd_stop(&front);
    sshd_stop(&second);
    sshd_stop(&mute);
    return group_stop(state);
}

size_t
count_log(const struct sshd *d, const char *what)
{
    _own_(free) char *log = sshd_log(d);
    size_t n = 0;
    for (const char *at = log; (at = strstr(at, what)); at++)
        n++;
    return n;
}

size_t
logins_at(const struct sshd *d)
{
    return count_log(d, "Accepted publickey");
}

const struct libssh_shell *
inside(const struct world *w)
{
    return (const struct libssh_shell *)w->shell;
}

struct shell_session *
log_in_to(struct world *w, const struct shell_target *t)
{
    struct login_got got;
    start_login(w, t, PATIENCE_MS, &got);
    loop_run(w->loop, &got.done);
    assert_string_equal(got.err.text, "");
    assert_true(w->shell->ops->alive(got.session));
    return got.session;
}

void
check_echo(struct world *w, struct shell_session *s)
{
    struct run_got got;
    run_command(w, s, "echo here", NULL, &got);
    assert_string_equal(got.err.text, "");
    assert_string_equal(buf_str(&got.out), "here\n");
    run_got_done(&got);
}

void
start_sleep(struct world *w, struct shell_session *s, struct run_got *got)
{
    start_run(w, s, "echo $$; exec sleep 120", NULL, got);
    while (!got->streamed)
        loop_turn(w->loop, true);
    assert_false(got->done);
}

void
end_sleep(struct run_got *got)
{
    kill(atoi(buf_str(&got->out)), SIGKILL);
    run_got_done(got);
}

void
wait_sessions(struct world *w, size_t n)
{
    while (inside(w)->sessions.n > n)
        loop_turn(w->loop, true);
    assert_int_equal(inside(w)->sessions.n, n);
}

void
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

unsigned
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
