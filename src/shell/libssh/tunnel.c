// SPDX-License-Identifier: MIT
// Carried connections: bytes go between a channel and a socket as fast as the slower one takes
// them.
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "shell/libssh/bastion.h"

#define PIECE ((size_t)32 << 10)

struct opening {
    struct op op;          // first
    struct tunnel *tunnel; // NULL: it ended meanwhile
    int fd;                // the login's end
    tunnel_fn *fn;
    void *user;
};

static void
opening_deliver(struct op *op, const struct lct_err *err)
{
    struct opening *o = (struct opening *)op;
    struct tunnel *t = o->tunnel;
    int fd = take_fd(&o->fd);
    if (t)
        t->opening = NULL;
    if (err->code && fd >= 0)
        close(fd);
    o->fn(o->user, err, err->code ? -1 : fd, err->code ? NULL : t);
}

// It is freed when nobody is in the middle of driving it.
static void
tunnel_end(struct tunnel *t)
{
    t->ended = true;
    watch_stop(take(t->watch));
    if (t->fd >= 0)
        close(take_fd(&t->fd));
}

static void
opening_fail(struct tunnel *t, const struct lct_err *why)
{
    op_end(&t->opening->op, why);
    tunnel_end(t);
}

static void
opening_stop(struct op *op, const struct lct_err *why)
{
    struct opening *o = (struct opening *)op;
    struct lct_err err = *why;
    if (err.code != LCT_ECANCELLED) {
        err.code = LCT_ERETRY;
        lct_wrap(&err, "connecting to %s", o->tunnel->peer);
    }
    opening_fail(o->tunnel, &err);
    session_drive_soon(o->tunnel->bastion->session);
}

// An answer that is still owed is waited for: closing the channel earlier would lose track of it.
void
tunnel_free(struct tunnel *t)
{
    if (t->opening)
        t->opening->tunnel = NULL;
    if (t->carried)
        t->carried->tunnel = NULL;
    if (t->answered)
        ssh_channel_free(t->channel);
    else
        vec_push(&t->bastion->session->orphans, ((struct orphan){ t->channel, false }));
    buf_done(&t->up);
    buf_done(&t->down);
    free(t->host);
    free(t->peer);
    free(t);
}

void
tunnel_break(struct tunnel *t, const struct lct_err *why)
{
    if (t->ended)
        return;
    if (t->carried)
        t->carried->why = *why;
    if (t->opening)
        opening_fail(t, why);
    else
        tunnel_end(t);
}

static void
tunnel_event(void *user, int events)
{
    struct tunnel *t = user;
    session_drive_soon(t->bastion->session);
}

static void
tunnel_opened(struct tunnel *t)
{
    struct lct_err err = { 0 };
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0) {
        lct_fail(&err, LCT_EFAILED, "%s: no pair of sockets: %s", t->peer, strerror(errno));
        opening_fail(t, &err);
        return;
    }
    t->fd = pair[0];
    t->opening->fd = pair[1];
    t->watch = watch_start(t->opening->op.loop, t->fd, WATCH_READ, tunnel_event, t);
    op_end(&t->opening->op, NULL);
}

static void
tunnel_open(struct tunnel *t)
{
    ssh_session ssh = t->bastion->session->ssh;
    struct lct_err err = { 0 };
    int rc = ssh_channel_open_forward(t->channel, t->host, (int)t->port, "127.0.0.1", 0);
    t->answered = rc != SSH_AGAIN;
    if (rc == SSH_OK)
        tunnel_opened(t);
    else if (rc == SSH_ERROR) {
        ssh_forward_fault(ssh, t->peer, t->bastion->name, &err);
        opening_fail(t, &err);
    }
}

// Sends what was read from the channel; true when all of it is gone.
static bool
down_send(struct tunnel *t)
{
    ssize_t n = send(t->fd, t->down.data + t->down_sent, t->down.len - t->down_sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        tunnel_end(t);
    t->down_sent += n > 0 ? (size_t)n : 0;
    return t->down_sent == t->down.len;
}

// False: nothing has come, or nothing will any more. Where the bastion itself is lost the tunnel is
// broken by that, with the reason.
static bool
down_read(struct tunnel *t)
{
    buf_clear(&t->down);
    t->down_sent = 0;
    int n = ssh_channel_read_nonblocking(t->channel, buf_room(&t->down, PIECE), PIECE, 0);
    if (n > 0)
        buf_grew(&t->down, (size_t)n);
    else if (n < 0 && n != SSH_AGAIN && ssh_is_connected(t->bastion->session->ssh))
        tunnel_end(t);
    return n > 0;
}

static void
tunnel_down(struct tunnel *t)
{
    while (t->down_sent < t->down.len || down_read(t))
        if (!down_send(t))
            return;
}

static bool
up_read(struct tunnel *t)
{
    buf_clear(&t->up);
    t->up_sent = 0;
    ssize_t n = recv(t->fd, buf_room(&t->up, PIECE), PIECE, 0);
    if (n > 0)
        buf_grew(&t->up, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        tunnel_end(t);
    return n > 0;
}

static bool
up_send(struct tunnel *t)
{
    size_t n = t->up.len - t->up_sent;
    uint32_t window = ssh_channel_window_size(t->channel);
    if (!window || !session_takes(t->bastion->session))
        return false;
    n = n < window ? n : window;
    int sent = ssh_channel_write(t->channel, t->up.data + t->up_sent, (uint32_t)n);
    t->up_sent += sent > 0 ? (size_t)sent : 0;
    return t->up_sent == t->up.len;
}

static void
tunnel_up(struct tunnel *t)
{
    while (t->up_sent < t->up.len || up_read(t))
        if (!up_send(t))
            return;
}

void
tunnel_step(struct tunnel *t)
{
    if (!t->answered && !t->ended)
        tunnel_open(t);
    if (t->fd >= 0)
        tunnel_up(t);
    if (t->fd >= 0)
        tunnel_down(t);
    if (t->fd >= 0)
        watch_change(t->watch, (t->up_sent == t->up.len ? WATCH_READ : 0) |
                                   (t->down_sent < t->down.len ? WATCH_WRITE : 0));
}

static struct tunnel *
tunnel_new(struct bastion *b, const char *host, unsigned port)
{
    struct tunnel *t = NEW(struct tunnel);
    t->bastion = b;
    t->host = mem_strdup(host);
    t->port = port;
    t->peer = mem_printf(
        strchr(host, ':') ? "[%s]:%u through %s" : "%s:%u through %s", host, port, b->name);
    t->fd = -1;
    t->channel = ssh_channel_new(b->session->ssh);
    if (!t->channel)
        abort(); // out of memory, as in base/mem.h
    vec_push(&b->tunnels, t);
    b->needed++;
    return t;
}

struct op *
tunnel_start(struct bastion *b, const char *host, unsigned port, int64_t deadline_ms, tunnel_fn *fn,
    void *user)
{
    struct opening *o =
        op_start(b->shell->loop, sizeof *o, deadline_ms, opening_stop, opening_deliver);
    struct lct_err err = { 0 };
    o->fd = -1;
    o->fn = fn;
    o->user = user;
    if (!bastion_ready(b)) {
        lct_fail(&err, LCT_ERETRY, "through %s: the connection was closed", b->name);
        op_end(&o->op, &err);
        return &o->op;
    }
    o->tunnel = tunnel_new(b, host, port);
    o->tunnel->opening = o;
    session_drive_soon(b->session);
    return &o->op;
}
