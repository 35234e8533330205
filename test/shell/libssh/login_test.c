// SPDX-License-Identifier: MIT
// Logins to a real sshd on loopback: host keys, our key, many at once, and machines that are not
// there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "shell/libssh/libssh.h"
#include "world.h"

static void
test_parallel_sessions(void **state)
{
    enum { N = 50 };
    struct world w;
    struct login_got logins[N];
    struct run_got got[N];
    struct shell_target t = sshd_target();
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
    struct shell_target t = sshd_target();
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
    struct shell_target t = sshd_target();
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
    struct shell_target t = sshd_target();
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
    struct shell_target t = sshd_target();
    int fd;
    world_open(&w, 0);
    t.port = loopback_listen(&fd);
    assert_int_equal(login_code(&w, &t, 300, &got), LCT_ERETRY); // silent: the deadline
    close(fd);
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_ERETRY); // refused
    t.host = "example.com";
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_EUSAGE);
    t.host = NULL;
    assert_int_equal(login_code(&w, &t, PATIENCE_MS, &got), LCT_ERETRY);
    assert_non_null(strstr(got.err.text, "no way"));
    world_close(&w);
}

// What waits at the gate keeps its deadline, can be cancelled, and gets its turn.
static void
test_gate(void **state)
{
    struct world w;
    struct login_got slow, late, cancelled, fine;
    struct shell_target t = sshd_target(), silent = sshd_target();
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
    world_close(&w);
    close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parallel_sessions),
        cmocka_unit_test(test_wrong_host_key),
        cmocka_unit_test(test_several_host_keys),
        cmocka_unit_test(test_wrong_user_key),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_signals_are_let_alone),
    };
    return cmocka_run_group_tests(tests, group_start, group_stop);
}
