// SPDX-License-Identifier: MIT
// A node that carries connections on to others: one session of the driver's own, shared by all who
// ask for the same bastion and kept while anybody needs it.
#ifndef SHELL_LIBSSH_BASTION_H
#define SHELL_LIBSSH_BASTION_H

#include "base/vec.h"
#include "shell/libssh/libssh.h"

struct bastion {
    struct libssh_shell *shell;
    char *id;   // where it is, and what we know of it and show to it
    char *name; // for messages
    struct op *login;
    struct shell_session *session; // NULL: not logged in yet, or lost
    VEC(struct login *) waiting;   // for its login
    VEC(struct tunnel *) tunnels;
    size_t needed; // by so many logins and tunnels
};

// For a login, which leaves it when it ends. Where it is not ready yet, login_carried tells.
struct bastion *bastion_join(
    struct libssh_shell *sh, const struct shell_target *t, struct login *g);
bool bastion_ready(const struct bastion *b);
void bastion_leave(struct bastion *b, const struct login *g);
void bastion_step(struct bastion *b); // what can be done now
void bastion_bury(struct bastion *b); // tunnels that have ended, and maybe itself
// Its connection broke: with all that it carried.
void bastion_broken(struct bastion *b, const struct lct_err *why);
void bastion_lost(struct bastion *b); // its session is being freed

// One carried connection: a channel of the bastion's session, and a pair of sockets, of which we
// hold one end, and a login, then its session the other.
struct tunnel {
    struct bastion *bastion;
    char *host, *peer; // peer: for messages
    unsigned port;
    ssh_channel channel;
    struct opening *opening; // until it was handed over
    bool answered;           // by the bastion
    int fd;                  // -1: not open
    struct watch *watch;
    struct buf up, down; // read, and not passed on yet: to the node, from it
    size_t up_sent, down_sent;
    struct shell_session *carried; // it is told why
    bool ended;                    // free it
};

typedef void tunnel_fn(void *user, const struct lct_err *err, int fd, struct tunnel *t);

// Opens one. The descriptor is the callback's; the tunnel is its as long as it keeps that open.
struct op *tunnel_start(struct bastion *b, const char *host, unsigned port, int64_t deadline_ms,
    tunnel_fn *fn, void *user);
void tunnel_step(struct tunnel *t);
void tunnel_break(struct tunnel *t, const struct lct_err *why);
void tunnel_free(struct tunnel *t);

#endif
