// SPDX-License-Identifier: MIT
// A connected TCP socket, without ever blocking.
#include "shell/libssh/reach.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"

struct reach {
    struct op op;
    char *peer;
    int fd;
    struct watch *watch;
    dial_fn *fn;
    void *user;
};

static void
reach_deliver(struct op *op, const struct lct_err *err)
{
    struct reach *r = (struct reach *)op;
    int fd = take_fd(&r->fd);
    if (err->code && fd >= 0)
        close(fd);
    free(r->peer);
    r->fn(r->user, err, err->code ? -1 : fd);
}

static void
reach_stop(struct op *op, const struct lct_err *why)
{
    struct reach *r = (struct reach *)op;
    if (r->watch)
        watch_stop(take(r->watch));
    op_end(op, why);
}

static void
reach_failed(struct reach *r, int error)
{
    struct lct_err err = { 0 };
    lct_fail(&err, LCT_ERETRY, "connecting to %s: %s", r->peer, strerror(error));
    op_end(&r->op, &err);
}

static void
reach_event(void *user, int events)
{
    struct reach *r = user;
    int error = 0;
    socklen_t n = sizeof error;
    if (getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &error, &n) < 0)
        error = errno;
    watch_stop(take(r->watch));
    if (error)
        reach_failed(r, error);
    else
        op_end(&r->op, NULL);
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
reach_connect(struct reach *r, const char *host, unsigned port)
{
    struct sockaddr_storage address;
    socklen_t len;
    struct lct_err err = { 0 };
    if (!address_parse(host, port, &address, &len)) {
        lct_fail(&err, LCT_EUSAGE, "\"%s\" is not an IP address", host);
        op_end(&r->op, &err);
        return;
    }
    r->fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (r->fd < 0 ||
        (connect(r->fd, (struct sockaddr *)&address, len) < 0 && errno != EINPROGRESS)) {
        reach_failed(r, errno);
        return;
    }
    r->watch = watch_start(r->op.loop, r->fd, WATCH_WRITE, reach_event, r);
}

struct op *
reach_start(struct loop *l, const char *dialer, const char *host, unsigned port,
    int64_t deadline_ms, dial_fn *fn, void *user)
{
    if (dialer)
        return dial_start(l, dialer, host, port, deadline_ms, fn, user);
    struct reach *r = op_start(l, sizeof *r, deadline_ms, reach_stop, reach_deliver);
    r->peer = mem_printf(strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
    r->fd = -1;
    r->fn = fn;
    r->user = user;
    reach_connect(r, host, port);
    return &r->op;
}
