// SPDX-License-Identifier: MIT
// Hands connected sockets inside the lab's network to programs outside: state_dir/dial.sock.
#include "lab/net/dialer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/parse.h"
#include "base/pass.h"
#include "base/str.h"

#define CONNECT_MS 10000
#define CALLS_MAX 1024

struct dialer {
    struct loop *loop;
    int listener;
    struct watch *watch;
    dialer_resolve_fn *resolve;
    void *user;
    unsigned calls;
};

// One client, from its question to its answer.
struct call {
    struct dialer *dialer;
    int client, target; // target: -1 until it connects
    struct watch *watch;
    struct timer *deadline;
    char line[320];
    size_t len;
};

static void
call_end(struct call *c)
{
    watch_stop(c->watch);
    timer_stop(c->deadline);
    close(c->client);
    if (c->target >= 0)
        close(c->target);
    c->dialer->calls--;
    free(c);
}

// The answer fits any socket's buffer: what cannot be sent at once has no reader.
static void
call_answer(struct call *c, const char *text, int fd)
{
    pass_send(c->client, text, strlen(text), fd, MSG_NOSIGNAL | MSG_DONTWAIT);
    call_end(c);
}

static void
call_refuse(struct call *c, const char *why)
{
    _own_(free) char *text = mem_printf("error %s\n", why);

    call_answer(c, text, -1);
}

static void
call_late(void *user)
{
    call_refuse(user, "connection timed out");
}

static void
call_connected(void *user, int events)
{
    struct call *c = user;
    int failure = 0;
    socklen_t n = sizeof failure;

    getsockopt(c->target, SOL_SOCKET, SO_ERROR, &failure, &n);
    if (failure)
        call_refuse(c, strerror(failure));
    else
        call_answer(c, "ok\n", c->target);
}

static socklen_t
endpoint(const struct cidr *address, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof *out);
    out->ss_family = (sa_family_t)address->family;
    if (address->family == AF_INET) {
        v4->sin_port = htons(port);
        memcpy(&v4->sin_addr, address->addr, sizeof v4->sin_addr);
        return sizeof *v4;
    }
    v6->sin6_port = htons(port);
    memcpy(&v6->sin6_addr, address->addr, sizeof v6->sin6_addr);
    return sizeof *v6;
}

static void
call_connect(struct call *c, const struct cidr *address, uint16_t port)
{
    struct sockaddr_storage to;
    socklen_t n = endpoint(address, port, &to);

    c->target = socket(address->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->target < 0 ||
        (connect(c->target, (struct sockaddr *)&to, n) < 0 && errno != EINPROGRESS)) {
        call_refuse(c, strerror(errno));
        return;
    }
    watch_stop(c->watch);
    c->watch = watch_start(c->dialer->loop, c->target, WATCH_WRITE, call_connected, c);
}

static bool
call_resolve(const struct call *c, const char *host, struct cidr *out)
{
    if (!strchr(host, '/') && cidr_parse(host, true, out))
        return true;
    return c->dialer->resolve(c->dialer->user, host, out);
}

static void
call_parse(struct call *c)
{
    char *host = c->line, *space = strchr(c->line, ' ');
    struct cidr address;
    int64_t port;

    if (!space) {
        call_refuse(c, "say HOST PORT");
        return;
    }
    *space = '\0';
    if (!parse_int(space + 1, 1, 65535, &port))
        call_refuse(c, "the port is none");
    else if (!call_resolve(c, host, &address))
        call_refuse(c, "no node has that name");
    else
        call_connect(c, &address, (uint16_t)port);
}

static void
call_read(void *user, int events)
{
    struct call *c = user;
    ssize_t n = read(c->client, c->line + c->len, sizeof c->line - 1 - c->len);
    char *end;

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        call_end(c);
        return;
    }
    c->len += (size_t)n;
    c->line[c->len] = '\0';
    end = strchr(c->line, '\n');
    if (end) {
        *end = '\0';
        call_parse(c);
    } else if (c->len == sizeof c->line - 1) {
        call_refuse(c, "the line is too long");
    }
}

static void
dialer_accept(void *user, int events)
{
    struct dialer *d = user;
    int client = accept4(d->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct call *c;

    if (client < 0)
        return;
    if (d->calls >= CALLS_MAX) {
        close(client);
        return;
    }
    c = NEW(struct call);
    *c = (struct call){ .dialer = d, .client = client, .target = -1 };
    c->watch = watch_start(d->loop, client, WATCH_READ, call_read, c);
    c->deadline = timer_start(d->loop, CONNECT_MS, call_late, c);
    d->calls++;
}

int
dialer_start(
    struct loop *l, const char *path, dialer_resolve_fn *resolve, void *user, struct lct_err *err)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct dialer *d;
    int fd;
    mode_t mask;

    if (strlen(path) >= sizeof address.sun_path)
        return lct_fail(err, LCT_EUSAGE, "%s is too long for a socket's name", path);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    mask = umask(0177); // for its owner only
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        listen(fd, SOMAXCONN) < 0) {
        lct_fail(err, LCT_EFAILED, "cannot listen at %s: %s", path, strerror(errno));
        umask(mask);
        if (fd >= 0)
            close(fd);
        return LCT_EFAILED;
    }
    umask(mask);
    d = NEW(struct dialer);
    *d = (struct dialer){ .loop = l, .listener = fd, .resolve = resolve, .user = user };
    d->watch = watch_start(l, fd, WATCH_READ, dialer_accept, d);
    return LCT_OK;
}
