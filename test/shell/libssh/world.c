// SPDX-License-Identifier: MIT
// The world of world.h.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <string.h>

#include "../../signals.h"
#include "base/file.h"
#include "base/own.h"
#include "shell/libssh/open.h"
#include "world.h"

struct sshd sshd;
static struct signals before;

static size_t
count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t n = 0;
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

void
world_open(struct world *w, unsigned max_open)
{
    struct lct_err err = { 0 };
    w->descriptors = count_descriptors();
    w->loop = loop_new();
    assert_int_equal(libssh_open(w->loop, max_open, &w->shell, &err), 0);
}

void
world_close(struct world *w)
{
    w->shell->ops->close(w->shell);
    loop_turn(w->loop, false);
    loop_free(w->loop);
    assert_int_equal(count_descriptors(), w->descriptors);
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

void
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

struct shell_target
sshd_target(void)
{
    return (struct shell_target){ .host = "127.0.0.1",
        .port = sshd.port,
        .user = sshd.user,
        .host_keys = sshd.host_public,
        .private_key = sshd.user_private };
}

struct op *
start_login(struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got)
{
    *got = (struct login_got){ 0 };
    return w->shell->ops->connect(w->shell, t, ms, on_login, got);
}

struct shell_session *
log_in(struct world *w)
{
    struct shell_target t = sshd_target();
    struct login_got got;
    start_login(w, &t, PATIENCE_MS, &got);
    assert_false(got.done);
    loop_run(w->loop, &got.done);
    assert_string_equal(got.err.text, "");
    assert_non_null(got.session);
    assert_true(w->shell->ops->alive(got.session));
    return got.session;
}

int
login_code(struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got)
{
    start_login(w, t, ms, got);
    loop_run(w->loop, &got->done);
    assert_null(got->session);
    return got->err.code;
}

struct op *
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

void
run_command(struct world *w, struct shell_session *s, const char *command, const char *input,
    struct run_got *got)
{
    start_run(w, s, command, input, got);
    assert_false(got->done);
    loop_run(w->loop, &got->done);
}

void
run_got_done(struct run_got *got)
{
    buf_done(&got->out);
    buf_done(&got->err_out);
}

int
group_start(void **state)
{
    if (!sshd_installed())
        return -1;
    loop_free(loop_new()); // what libuv opens once and for all
    sshd_start(&sshd);
    signals_take(&before);
    return 0;
}

int
group_stop(void **state)
{
    sshd_stop(&sshd);
    return 0;
}

void
test_signals_are_let_alone(void **state)
{
    assert_int_equal(signals_changed(&before), 0);
}
