// SPDX-License-Identifier: MIT
// The HTTP server: libmicrohttpd with its epoll descriptor watched by the loop.
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/httpd_private.h"

#define CONNECTION_MEMORY ((size_t)64 * 1024)
#define ROUNDS_MAX 32 // of MHD_run in one turn

static void round_run(struct httpd *h);

static void
round_due(void *user)
{
    struct httpd *h = user;

    h->soon = false;
    if (h->stopped)
        free(h);
    else
        round_run(h);
}

void
round_soon(struct httpd *h)
{
    if (h->soon)
        return;
    h->soon = true;
    loop_soon(h->loop, round_due, h);
}

static void
round_timer(void *user)
{
    round_run(user);
}

static void
timer_set(struct httpd *h)
{
    MHD_UNSIGNED_LONG_LONG ms;

    timer_stop(h->timer);
    h->timer = NULL;
    if (MHD_get_timeout(h->daemon, &ms) != MHD_YES)
        return;
    if (ms == 0)
        round_soon(h);
    else
        h->timer = timer_start(h->loop, ms < INT32_MAX ? (int64_t)ms : INT32_MAX, round_timer, h);
}

static void
round_run(struct httpd *h)
{
    MHD_UNSIGNED_LONG_LONG ms = 0;

    for (int i = 0; i < ROUNDS_MAX; i++) {
        MHD_run(h->daemon);
        if (MHD_get_timeout(h->daemon, &ms) != MHD_YES || ms != 0)
            break;
    }
    timer_set(h);
}

static void
daemon_ready(void *user, int events)
{
    round_run(user);
}

static void
connection_changed(void *user, struct MHD_Connection *connection, void **slot,
    enum MHD_ConnectionNotificationCode code)
{
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address;
    int fd = socket ? socket->connect_fd : -1, on = 1;

    if (code != MHD_CONNECTION_NOTIFY_STARTED) {
        peer_free(*slot);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    address = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *slot = peer_new(user, fd, address ? address->client_addr : NULL);
}

static socklen_t
address_parse(const char *text, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

    *out = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return sizeof *v6;
    }
    return 0;
}

static int
listen_on(const char *address, uint16_t port, int *ret, struct lct_err *err)
{
    struct sockaddr_storage where;
    socklen_t len = address_parse(address, port, &where);
    _own_(fd) int fd = -1;
    int on = 1;

    if (!len)
        return lct_fail(err, LCT_EUSAGE, "'%s' is not an IP address", address);
    fd = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return lct_fail(err, LCT_EFAILED, "socket: %s", strerror(errno));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&where, len) != 0 || listen(fd, 511) != 0)
        return lct_fail(err, errno == EADDRINUSE ? LCT_EEXISTS : LCT_EFAILED,
            "listening on %s port %u: %s", address, port, strerror(errno));
    *ret = take_fd(&fd);
    return 0;
}

static uint16_t
port_of(int fd)
{
    struct sockaddr_storage where;
    socklen_t len = sizeof where;

    if (getsockname(fd, (struct sockaddr *)&where, &len) != 0)
        return 0;
    if (where.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&where)->sin6_port);
    return where.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&where)->sin_port) : 0;
}

static int
daemon_start(struct httpd *h, int fd, struct lct_err *err)
{
    const union MHD_DaemonInfo *info;

    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    h->daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, request_progress,
            h, MHD_OPTION_LISTEN_SOCKET, (MHD_socket)fd, MHD_OPTION_URI_LOG_CALLBACK, request_begin,
            h, MHD_OPTION_NOTIFY_COMPLETED, request_completed, h, MHD_OPTION_NOTIFY_CONNECTION,
            connection_changed, h, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
            MHD_OPTION_CONNECTION_LIMIT, 4096U, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_END);
    if (!h->daemon)
        return lct_fail(err, LCT_EFAILED, "the HTTP server could not be started");
    info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    h->watch = watch_start(h->loop, info->epoll_fd, WATCH_READ, daemon_ready, h);
    return 0;
}

int
httpd_start(struct loop *l, const struct httpd_conf *conf, httpd_fn *fn, void *user,
    struct httpd **ret, struct lct_err *err)
{
    _own_(free) struct httpd *h = NEW(struct httpd);
    int fd = conf->listen_fd, r;

    if (fd < 0 && (r = listen_on(conf->address, conf->port, &fd, err)) != 0)
        return r;
    h->loop = l;
    h->port = port_of(fd);
    h->max_body = conf->max_body;
    h->per_address = conf->per_address;
    h->patience_ms = conf->patience_ms;
    h->fn = fn;
    h->user = user;
    r = daemon_start(h, fd, err); // the listening descriptor is the daemon's from now on
    if (r != 0)
        return r;
    *ret = take(h);
    return 0;
}

// MHD wants nothing suspended when it stops: what still waits for its answer is cut off.
static void
cut_suspended(struct httpd *h)
{
    for (struct httpd_request *r = h->newest; r; r = r->older) {
        r->aborted = true;
        if (r->suspended)
            MHD_resume_connection(r->connection);
        r->suspended = false;
    }
}

void
httpd_stop(struct httpd *h)
{
    if (!h)
        return;
    watch_stop(h->watch);
    timer_stop(h->timer);
    cut_suspended(h);
    MHD_run(h->daemon);
    MHD_stop_daemon(h->daemon);
    timer_stop(h->sweep);
    h->sweep = NULL;
    h->stopped = true;
    if (!h->soon)
        free(h);
}

uint16_t
httpd_port(const struct httpd *h)
{
    return h->port;
}
