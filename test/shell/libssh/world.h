// SPDX-License-Identifier: MIT
// The driver, a real sshd on loopback, and what logins and commands on it told.
#ifndef TEST_LIBSSH_WORLD_H
#define TEST_LIBSSH_WORLD_H

#include "base/buf.h"
#include "port/shell.h"
#include "sshd.h"

#define PATIENCE_MS 300000 // of what is to succeed, however busy the machine is

extern struct sshd sshd;

struct world {
    struct loop *loop;
    struct shell *shell;
    size_t descriptors; // of the program, before
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

// Without sshd (package openssh-server) these tests fail: nothing would have been tested.
int group_start(void **state);
int group_stop(void **state);
// Of all that went before it in the group, whoever hung up on us.
void test_signals_are_let_alone(void **state);

void world_open(struct world *w, unsigned max_open);
void world_close(struct world *w);

// Our user on our sshd.
struct shell_target sshd_target(void);

struct op *start_login(
    struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got);
struct shell_session *log_in(struct world *w); // must succeed
// Of one that must not.
int login_code(struct world *w, const struct shell_target *t, int64_t ms, struct login_got *got);

void on_run(void *user, const struct lct_err *err, const struct shell_result *r);
struct op *start_run(struct world *w, struct shell_session *s, const char *command,
    const char *input, struct run_got *got);
void run_command(struct world *w, struct shell_session *s, const char *command, const char *input,
    struct run_got *got);
void run_got_done(struct run_got *got);

#endif
