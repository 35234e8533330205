// SPDX-License-Identifier: MIT
// Connections by way of a dialer: a UNIX socket that is told "HOST PORT" and hands back a connected
// descriptor.
#include "io/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/pass.h"
#include "base/str.h"

struct dial {
    struct op op; // first: op_start
    dial_fn *fn;
    void *user;
    int dialer, fd;
    struct watch *watch;
    char line[400]; // its answer
    size_t len;
};

static void
dial_close(struct dial *d)
{
    watch_stop(d->watch);
    d->watch = NULL;
    if (d->dialer >= 0)
        close(d->dialer);
    d->dialer = -1;
}

static void
dial_end(struct dial *d, const struct lct_err *err)
{
    dial_close(d);
    op_end(&d->op, err);
}

static void
dial_stop(struct op *op, const struct lct_err *why)
{
    struct lct_err err = *why;

    if (err.code == LCT_EAMBIGUOUS)
        err.code = LCT_ERETRY; // whatever happened, the caller never had the connection
    dial_end((struct dial *)op, &err);
}

static void
dial_deliver(struct op *op, const struct lct_err *err)
{
    struct dial *d = (struct dial *)op;

    if (err->code && d->fd >= 0)
        close(d->fd);
    d->fn(d->user, err, err->code ? -1 : d->fd);
}

static ssize_t
answer_receive(struct dial *d)
{
    int fd;
    ssize_t n =
        pass_receive(d->dialer, d->line + d->len, sizeof d->line - 1 - d->len, MSG_DONTWAIT, &fd);

    if (fd >= 0) {
        if (d->fd >= 0)
            close(d->fd);
        d->fd = fd;
        fcntl(d->fd, F_SETFL, O_NONBLOCK);
    }
    if (n > 0) {
        d->len += (size_t)n;
        d->line[d->len] = '\0';
    }
    return n;
}

static void
answer_read(void *user, int events)
{
    struct dial *d = user;
    struct lct_err err = { 0 };
    ssize_t n = answer_receive(d);
    char *end = strchr(d->line, '\n');

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0 && !end && d->len < sizeof d->line - 1)
        return;
    if (end)
        *end = '\0';
    if (!end || (!str_eq(d->line, "ok") && !str_starts(d->line, "error ")))
        lct_fail(&err, LCT_ERETRY, "the dialer hung up");
    else if (d->line[0] == 'e')
        lct_fail(&err, LCT_ERETRY, "%s", d->line + strlen("error "));
    else if (d->fd < 0)
        lct_fail(&err, LCT_EFAILED, "the dialer sent no connection");
    dial_end(d, &err);
}

static int
dialer_connect(struct dial *d, const char *path, struct lct_err *err)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (strlen(path) >= sizeof address.sun_path)
        return lct_fail(err, LCT_EUSAGE, "%s is too long for a socket's name", path);
    memcpy(address.sun_path, path, strlen(path));
    d->dialer = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (d->dialer < 0 || connect(d->dialer, (struct sockaddr *)&address, sizeof address) < 0)
        return lct_fail(err, errno == EAGAIN ? LCT_ERETRY : LCT_EFAILED,
            "cannot reach the dialer at %s: %s", path, strerror(errno));
    return LCT_OK;
}

static int
question_send(struct dial *d, const char *host, unsigned port, struct lct_err *err)
{
    char line[300];
    int n = snprintf(line, sizeof line, "%s %u\n", host, port);

    if (n >= (int)sizeof line || strpbrk(host, " \n") || port > UINT16_MAX)
        return lct_fail(err, LCT_EUSAGE, "'%s' is no host", host);
    if (send(d->dialer, line, (size_t)n, MSG_NOSIGNAL) != n)
        return lct_fail(err, LCT_ERETRY, "the dialer hung up");
    return LCT_OK;
}

struct op *
dial_start(struct loop *l, const char *path, const char *host, unsigned port, int64_t deadline_ms,
    dial_fn *fn, void *user)
{
    struct dial *d = op_start(l, sizeof *d, deadline_ms, dial_stop, dial_deliver);
    struct lct_err err = { 0 };

    d->fn = fn;
    d->user = user;
    d->dialer = d->fd = -1;
    if (dialer_connect(d, path, &err) || question_send(d, host, port, &err))
        dial_end(d, &err);
    else
        d->watch = watch_start(l, d->dialer, WATCH_READ, answer_read, d);
    return &d->op;
}
