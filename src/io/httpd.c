// The HTTP server: libmicrohttpd with its epoll descriptor watched by the loop.
#include "io/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define CONNECTION_MEMORY ((size_t)64 * 1024)
#define DRAIN_MAX ((uint64_t)256 << 20) // what of a too large body is read to answer politely
#define ROUNDS_MAX 32                   // of MHD_run in one turn

struct httpd {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct watch *watch;
    struct timer *timer;
    bool soon; // a round is due at the end of this turn
    bool stopped;
    uint16_t port;
    size_t max_body;
    httpd_fn *fn;
    void *user;
    struct httpd_request *newest;
};

struct httpd_request {
    struct httpd *httpd; // NULL: the server was stopped before the answer
    struct httpd_request *older, *newer;
    struct MHD_Connection *connection;
    struct arena *arena;
    char *path, *query, *method;
    char peer[INET6_ADDRSTRLEN];
    struct buf body;
    uint64_t dropped; // bytes of a too large body
    bool too_large, handled, answered, aborted, suspended;
    struct MHD_Response *response;
    unsigned status;
};

static void round_soon(struct httpd *h);

// ---- the life of a request

static void
request_link(struct httpd_request *r)
{
    r->older = r->httpd->newest;
    if (r->older)
        r->older->newer = r;
    r->httpd->newest = r;
}

static void
request_unlink(struct httpd_request *r)
{
    if (r->older)
        r->older->newer = r->newer;
    if (r->newer)
        r->newer->older = r->older;
    else if (r->httpd->newest == r)
        r->httpd->newest = r->older;
}

static void
request_free(struct httpd_request *r)
{
    if (r->response)
        MHD_destroy_response(r->response);
    buf_done(&r->body);
    arena_free(r->arena);
    free(r);
}

// MHD's unescaping would lose the difference between "/" and "%2F": we take the raw target.
static void *
request_begin(void *user, const char *uri, struct MHD_Connection *connection)
{
    struct httpd_request *r = NEW(struct httpd_request);
    const char *question = strchr(uri, '?');

    r->httpd = user;
    r->connection = connection;
    r->arena = arena_new();
    r->path = question ? arena_strndup(r->arena, uri, (size_t)(question - uri))
                       : arena_strdup(r->arena, uri);
    r->query = arena_strdup(r->arena, question ? question + 1 : "");
    request_link(r);
    return r;
}

static void
request_completed(void *user, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode code)
{
    struct httpd_request *r = *slot;

    *slot = NULL;
    if (!r)
        return;
    request_unlink(r);
    r->connection = NULL;
    r->httpd = NULL;
    // The client is gone or the server stops while the handler still owes the answer: it gives it
    // to nobody, and the request goes then.
    if (r->handled && !r->answered)
        return;
    request_free(r);
}

static void
body_add(struct httpd_request *r, const char *data, size_t *n)
{
    if (r->body.len + *n > r->httpd->max_body) {
        r->too_large = true;
        r->dropped += *n;
    } else if (!r->too_large) {
        buf_add(&r->body, data, *n);
    }
    *n = 0;
}

static void
request_refuse(struct httpd_request *r, unsigned status, const char *text)
{
    r->status = status;
    r->response = MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    r->answered = true;
}

static void
request_handle(struct httpd_request *r)
{
    r->handled = true;
    if (r->too_large)
        request_refuse(r, 413, "the request's body is too large\n");
    else
        r->httpd->fn(r->httpd->user, r);
}

static enum MHD_Result
request_reply(struct httpd_request *r)
{
    if (r->aborted)
        return MHD_NO;
    return MHD_queue_response(r->connection, r->status, r->response);
}

// Called by MHD: at the head of a request, for each piece of its body, at its end, and again after
// it was resumed.
static enum MHD_Result
request_progress(void *user, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **slot)
{
    struct httpd_request *r = *slot;

    if (!r->method) {
        r->method = arena_strdup(r->arena, method);
        return MHD_YES;
    }
    if (*n) {
        body_add(r, data, n);
        return r->dropped > DRAIN_MAX ? MHD_NO : MHD_YES;
    }
    if (!r->handled)
        request_handle(r);
    if (r->answered || r->aborted)
        return request_reply(r);
    r->suspended = true;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

// ---- the server on the loop

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

static void
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
    const union MHD_ConnectionInfo *info;
    int on = 1;

    if (code != MHD_CONNECTION_NOTIFY_STARTED)
        return;
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info)
        setsockopt(info->connect_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
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
    h->stopped = true;
    if (!h->soon)
        free(h);
}

uint16_t
httpd_port(const struct httpd *h)
{
    return h->port;
}

// ---- what a handler asks of a request

struct arena *
httpd_arena(struct httpd_request *r)
{
    return r->arena;
}

const char *
httpd_method(const struct httpd_request *r)
{
    return r->method;
}

const char *
httpd_path(const struct httpd_request *r)
{
    return r->path;
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char *
percent_decode(struct arena *a, const char *s, size_t n)
{
    char *out = arena_alloc(a, n + 1), *to = out;

    for (size_t i = 0; i < n; i++) {
        int high = i + 2 < n ? hex_digit(s[i + 1]) : -1, low = i + 2 < n ? hex_digit(s[i + 2]) : -1;
        if (s[i] == '%' && high >= 0 && low >= 0) {
            *to++ = (char)(high * 16 + low);
            i += 2;
        } else {
            *to++ = s[i] == '+' ? ' ' : s[i];
        }
    }
    return out;
}

const char *
httpd_query(const struct httpd_request *r, const char *name)
{
    for (const char *p = r->query; *p;) {
        size_t n = strcspn(p, "&"), key = strcspn(p, "=&");
        if (str_eq(percent_decode(r->arena, p, key), name))
            return key < n ? percent_decode(r->arena, p + key + 1, n - key - 1) : "";
        p += n + (p[n] == '&');
    }
    return NULL;
}

const char *
httpd_header(const struct httpd_request *r, const char *name)
{
    return r->connection ? MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name) : NULL;
}

const char *
httpd_body(const struct httpd_request *r, size_t *n)
{
    if (n)
        *n = r->body.len;
    return buf_str(&r->body);
}

const char *
httpd_peer(const struct httpd_request *r)
{
    const union MHD_ConnectionInfo *info =
        r->connection ? MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
                      : NULL;
    char *out = arena_alloc(r->arena, INET6_ADDRSTRLEN);
    const struct sockaddr *a = info ? info->client_addr : NULL;

    if (a && a->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)a)->sin_addr, out,
            INET6_ADDRSTRLEN);
    else if (a && a->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, out,
            INET6_ADDRSTRLEN);
    return out;
}

// ---- the answer

static void
request_answered(struct httpd_request *r)
{
    r->answered = true;
    if (!r->httpd) { // nobody waits for it any more
        request_free(r);
        return;
    }
    if (!r->suspended)
        return; // still within the handler: MHD gets the answer from request_progress
    r->suspended = false;
    MHD_resume_connection(r->connection);
    round_soon(r->httpd);
}

void
httpd_answer(struct httpd_request *r, unsigned status, const struct http_header *headers,
    const void *body, size_t n)
{
    r->status = status;
    r->response = MHD_create_response_from_buffer(
        n, (void *)(uintptr_t)(n ? body : ""), MHD_RESPMEM_MUST_COPY);
    for (const struct http_header *h = headers; h && h->name; h++)
        MHD_add_response_header(r->response, h->name, h->value);
    request_answered(r);
}

// The client sees a reset, not an orderly end.
void
httpd_abort(struct httpd_request *r)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    const union MHD_ConnectionInfo *info;

    r->aborted = true;
    info = r->connection ? MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                         : NULL;
    if (info)
        setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    request_answered(r);
}
