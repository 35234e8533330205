// SPDX-License-Identifier: MIT
// The shell port on libssh: non-blocking, on the loop, no threads.
#include "shell/libssh/libssh.h"

#include "base/mem.h"
#include "shell/libssh/open.h"

#define OPEN_DEFAULT 64

void
libssh_release(struct libssh_shell *sh)
{
    if (!sh->closing || sh->logins.n || sh->sessions.n)
        return;
    vec_done(&sh->waiting);
    vec_done(&sh->logins);
    vec_done(&sh->sessions);
    vec_done(&sh->bastions);
    vec_done(&sh->unsent);
    loop_turn_end_remove(sh->turn_end);
    free(sh);
}

// A dialer may take a moment to give up, and a session may be in the middle of telling its output.
static void
libssh_close(struct shell *shell)
{
    struct libssh_shell *sh = (struct libssh_shell *)shell;
    sh->max_open = 0; // admits no more
    // Callbacks run within these: they may shorten the lists themselves.
    for (size_t i = sh->logins.n; i-- > 0;)
        if (i < sh->logins.n)
            op_cancel((struct op *)sh->logins.items[i]);
    for (size_t i = sh->sessions.n; i-- > 0;)
        if (i < sh->sessions.n)
            session_close(sh->sessions.items[i]);
    sh->closing = true;
    libssh_release(sh);
}

static const char *
host_key(const struct shell_session *s)
{
    return s->host_key;
}

static const struct shell_ops libssh_ops = {
    .name = "libssh",
    .connect = login_start,
    .run = run_start,
    .close_session = session_close,
    .alive = session_alive,
    .host_key = host_key,
    .close = libssh_close,
};

int
libssh_open(struct loop *l, unsigned max_open, struct shell **ret, struct lct_err *err)
{
    if (ssh_init() != SSH_OK)
        return lct_fail(err, LCT_EFAILED, "libssh does not start");
    struct libssh_shell *sh = NEW(struct libssh_shell);
    sh->shell.ops = &libssh_ops;
    sh->loop = l;
    sh->max_open = max_open ? max_open : OPEN_DEFAULT;
    sh->turn_end = loop_at_turn_end(l, sessions_send, sh);
    *ret = &sh->shell;
    return 0;
}
