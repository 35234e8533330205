// SPDX-License-Identifier: MIT
// One request to the HTTP server: gathered, handed to the handler, answered now or later.
#include <sys/socket.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/httpd_private.h"

#define DRAIN_MAX ((uint64_t)256 << 20) // what of a too large body is read to answer politely

static void
phase_enter(const struct httpd_request *r, enum httpd_phase phase)
{
    struct httpd_peer *p = peer_of(r->connection);

    if (p)
        peer_enter(p, phase);
}

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
void *
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
    phase_enter(r, PEER_READING);
    return r;
}

void
request_completed(void *user, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode code)
{
    struct httpd_request *r = *slot;

    *slot = NULL;
    if (!r)
        return;
    request_unlink(r);
    phase_enter(r, PEER_IDLE);
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
    phase_enter(r, PEER_HANDLING);
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
    phase_enter(r, PEER_WRITING);
    return MHD_queue_response(r->connection, r->status, r->response);
}

// Called by MHD: at the head of a request, for each piece of its body, at its end, and again after
// it was resumed.
enum MHD_Result
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
