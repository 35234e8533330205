// SPDX-License-Identifier: MIT
// Logins through a bastion, by real sshd's on loopback: what it carries, for how many, how it ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "hops.h"

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
        cmocka_unit_test(test_any_host_key),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_close_driver),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, all_start, all_stop);
}
