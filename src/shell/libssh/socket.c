// SPDX-License-Identifier: MIT
// A connected TCP socket, without ever blocking.
#include "shell/libssh/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"

struct connecting {
    struct op op;
    char *peer;
    int fd;
    struct watch *watch;
    dial_fn *fn;
    void *user;
};

static void
socket_deliver(struct op *op, const struct lct_err *err)
{
    struct connecting *c = (struct connecting *)op;
    int fd = take_fd(&c->fd);
    if (err->code && fd >= 0)
        close(fd);
    free(c->peer);
    c->fn(c->user, err, err->code ? -1 : fd);
}

static void
socket_stop(struct op *op, const struct lct_err *why)
{
    struct connecting *c = (struct connecting *)op;
    if (c->watch)
        watch_stop(take(c->watch));
    op_end(op, why);
}

static void
socket_failed(struct connecting *c, int error)
{
    struct lct_err err = { 0 };
    lct_fail(&err, LCT_ERETRY, "connecting to %s: %s", c->peer, strerror(error));
    op_end(&c->op, &err);
}

static void
socket_event(void *user, int events)
{
    struct connecting *c = user;
    int error = 0;
    socklen_t n = sizeof error;
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
        error = errno;
    watch_stop(take(c->watch));
    if (error)
        socket_failed(c, error);
    else
        op_end(&c->op, NULL);
}

static bool
address_parse(const char *host, unsigned port, struct sockaddr_storage *out, socklen_t *len)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        *len = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1)
        return false;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    *len = sizeof *v6;
    return true;
}

static void
socket_connect(struct connecting *c, const char *host, unsigned port)
{
    struct sockaddr_storage address;
    socklen_t len;
    struct lct_err err = { 0 };
    if (!address_parse(host, port, &address, &len)) {
        lct_fail(&err, LCT_EUSAGE, "\"%s\" is not an IP address", host);
        op_end(&c->op, &err);
        return;
    }
    c->fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0 ||
        (connect(c->fd, (struct sockaddr *)&address, len) < 0 && errno != EINPROGRESS)) {
        socket_failed(c, errno);
        return;
    }
    c->watch = watch_start(c->op.loop, c->fd, WATCH_WRITE, socket_event, c);
}

struct op *
socket_start(struct loop *l, const char *dialer, const char *host, unsigned port,
    int64_t deadline_ms, dial_fn *fn, void *user)
{
    if (dialer)
        return dial_start(l, dialer, host, port, deadline_ms, fn, user);
    struct connecting *c = op_start(l, sizeof *c, deadline_ms, socket_stop, socket_deliver);
    c->peer = mem_printf(strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
    c->fd = -1;
    c->fn = fn;
    c->user = user;
    socket_connect(c, host, port);
    return &c->op;
}
