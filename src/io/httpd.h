// SPDX-License-Identifier: MIT
// A small HTTP/1.1 server on loopback: libmicrohttpd driven by the loop (external epoll). Every
// connection has its time: to ask, between requests, to read the answer; only the handler has all
// the time it wants.
#ifndef IO_HTTPD_H
#define IO_HTTPD_H

#include "base/arena.h"
#include "base/buf.h"
#include "io/http.h"
#include "io/loop.h"

struct httpd;
struct httpd_request;

// Called with a complete request (body read, at most max_body). The handler answers by
// httpd_answer, now or later (the connection is suspended meanwhile).
typedef void httpd_fn(void *user, struct httpd_request *r);

struct httpd_conf {
    const char *address;  // "127.0.0.1"
    uint16_t port;        // 0: any free one
    size_t max_body;      // larger: 413
    unsigned per_address; // connections from one address, of which the oldest idle goes; 0: as many
                          // as there may be
    int64_t patience_ms;  // how long one may be idle or take to ask; 0: half a minute
    int listen_fd;        // >= 0: already listening (address and port are then ignored); else -1
};

int httpd_start(struct loop *l, const struct httpd_conf *conf, httpd_fn *fn, void *user,
    struct httpd **ret, struct lct_err *err);
void httpd_stop(struct httpd *h);
uint16_t httpd_port(const struct httpd *h);

struct arena *httpd_arena(struct httpd_request *r); // lives as long as the request
const char *httpd_method(const struct httpd_request *r);
const char *httpd_path(const struct httpd_request *r); // still percent-encoded, without query
const char *httpd_query(
    const struct httpd_request *r, const char *name); // decoded; NULL when absent
const char *httpd_header(const struct httpd_request *r, const char *name); // NULL when absent
const char *httpd_body(const struct httpd_request *r, size_t *n);
const char *httpd_peer(const struct httpd_request *r); // text form of the client's address

// Answers (headers end with a NULL name; NULL none); body is copied. The request is gone after.
void httpd_answer(struct httpd_request *r, unsigned status, const struct http_header *headers,
    const void *body, size_t n);
// Its sender is known: his connection is kept longer, and not given up for others.
void httpd_trust(const struct httpd_request *r);
// Cuts the connection without an answer (the lab's fault "reset").
void httpd_abort(struct httpd_request *r);

#endif
