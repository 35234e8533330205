// SPDX-License-Identifier: MIT
// The inside of the libssh driver: one driver, its sessions, the logins and commands under way.
#ifndef SHELL_LIBSSH_LIBSSH_H
#define SHELL_LIBSSH_LIBSSH_H

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "base/buf.h"
#include "base/vec.h"
#include "port/shell.h"

struct bastion;
struct login;
struct run;
struct tunnel;

struct libssh_shell {
    struct shell shell; // first: the port hands it back
    struct loop *loop;
    unsigned max_open, open; // handshakes allowed at once, and under way
    VEC(struct login *) waiting;
    VEC(struct login *) logins; // every one not ended yet, waiting ones too
    VEC(struct shell_session *) sessions;
    VEC(struct bastion *) bastions;     // those that more may join
    VEC(struct shell_session *) unsent; // what they said is held back to the end of the turn
    struct turn_end *turn_end;
    bool closing; // freed when the last login and session are
};

void libssh_release(struct libssh_shell *sh); // frees it when it is closing and empty

// A channel given up while the server still owed an answer: closing it earlier would lose track of
// it and leave its command running.
struct orphan {
    ssh_channel channel;
    bool asking; // for the command; else for the channel itself
};

struct shell_session {
    struct libssh_shell *shell;
    char *peer;     // "user@host:port", for messages
    char *host_key; // the server's
    int fd;         // libssh owns it
    ssh_session ssh;
    ssh_event event;         // from the end of the login on
    struct login *login;     // until it was handed over
    struct watch *watch;     // NULL once the connection is broken
    int watched;             // its events
    struct timer *soon;      // drives the session once more
    struct timer *pause;     // the server refused a channel: none is opened until then
    struct lct_err why;      // of a broken one
    struct bastion *bastion; // that it is the session of; NULL: none, somebody else's
    struct tunnel *tunnel;   // that carries it; NULL: none, or it has ended
    VEC(struct run *) runs;
    VEC(struct orphan) orphans;
    struct ssh_counter_struct counter;
    uint64_t sent; // of what it counts as written, how much the kernel was told to send
    bool unsent;   // it is in that list
    bool stalled;  // somebody has more to say than it took
    bool driving;  // callbacks may be running: do not free, do not enter again
    bool wanted;   // drive once more
    bool doomed;   // free as soon as not driving
};

enum run_phase { RUN_WAITING, RUN_OPENING, RUN_ASKING, RUN_RUNNING, RUN_ENDED };

// A command: one channel.
struct run {
    struct op op; // first
    struct shell_session *session;
    enum run_phase phase;
    ssh_channel channel;
    unsigned refusals; // of its channel, while no other was open
    struct ssh_channel_callbacks_struct callbacks;
    char *command;
    const char *input;
    size_t input_len, input_sent;
    bool input_ended;
    struct buf piece; // of the input, when on_input makes it
    bool last_piece;
    ssize_t (*on_input)(void *user, char *data, size_t n);
    size_t max_output;
    struct buf kept[2], fresh[2]; // collected, and not yet handed to on_output; stdout, stderr
    bool cut, has_status;
    int status;
    struct lct_err failure; // of an ended one; code 0: none
    void (*on_output)(void *user, int stream, const char *data, size_t n);
    shell_run_fn *fn;
    void *user;
};

// login.c
struct op *login_start(struct shell *sh, const struct shell_target *t, int64_t deadline_ms,
    shell_session_fn *fn, void *user);
void login_drive(struct login *g);                              // its connection may go on
void login_carried(struct login *g, const struct lct_err *err); // its bastion is ready, or not
void login_admit(struct libssh_shell *sh);
void login_lost_session(struct login *g);
char *target_peer(const struct shell_target *t); // "user@host:port"; free() it
char *target_name(const struct shell_target *t); // its name, else the same

// hostkey.c: is the server's key, which is put into s, one of the expected lines (NULL: any is)?
// Before any authentication.
int hostkey_check(struct shell_session *s, const char *expected, struct lct_err *err);

// fault.c: what libssh's failure means. `code` is used unless the text tells a better one; what the
// server had to say is stripped of control characters.
int ssh_fault(ssh_session ssh, int code, const char *peer, struct lct_err *err);
// The same of a channel that a bastion did not open.
int ssh_forward_fault(ssh_session ssh, const char *peer, const char *bastion, struct lct_err *err);

// session.c
struct shell_session *session_new(struct libssh_shell *sh, const char *peer, int fd);
int session_ready(struct shell_session *s, struct lct_err *err); // logged in: commands may come
// Why it broke; `code` is of what nobody told.
int session_fault(const struct shell_session *s, int code, struct lct_err *err);
void sessions_send(void *user);              // a libssh_shell, at the end of a turn
void session_pause(struct shell_session *s); // no channel is opened for a moment
bool session_takes(struct shell_session *s); // more to be said, now
void session_watch(struct shell_session *s); // waits for what libssh waits for
void session_unwatch(struct shell_session *s);
void session_free(struct shell_session *s);
void session_drive_soon(struct shell_session *s);
void session_close(struct shell_session *s);
bool session_alive(const struct shell_session *s);

// run.c
struct op *run_start(
    struct shell_session *s, const struct shell_command *c, shell_run_fn *fn, void *user);
void run_step(struct run *r);                              // does what can be done now
bool run_deliver(struct run *r);                           // true when a callback was called
void run_broken(struct run *r, const struct lct_err *why); // its connection is gone
bool orphan_step(const struct orphan *o);                  // true when it is done with

#endif
