// SPDX-License-Identifier: MIT
// An HTTP client: libcurl's multi_socket on the loop. One client = one connection pool.
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include "base/buf.h"
#include "base/secret.h"
#include "io/op.h"

struct http;

struct http_conf {
    const char *user_agent;
    unsigned max_open;  // requests under way at once; more wait in line (0: 64)
    int64_t connect_ms; // 0: 10 s
    int64_t total_ms;   // deadline of a request, 0: 60 s
    size_t max_answer;  // bytes of an answer body; more is an error (0: 64 MiB)
    // What names authorities to trust (SSL_CERT_FILE, else the system's) and proxies (http_proxy,
    // https_proxy, all_proxy, no_proxy), base/env.h; NULL: nothing does. Borrowed.
    const char *const *environment;
};

struct http *http_new(struct loop *l, const struct http_conf *conf);
void http_free(struct http *h); // cancels what is under way
OWN_POINTER(http, struct http, http_free);

struct http_header {
    const char *name, *value;
};

struct http_request {
    const char *method, *url;
    const struct http_header *headers; // ends with a NULL name; NULL: none
    const struct secret *bearer;       // Authorization: Bearer ...; NULL: none
    const void *body;                  // NULL: none
    size_t body_len;
    int64_t total_ms; // 0: the client's
};

// Borrowed for the callback's duration.
struct http_answer {
    long status;                       // 0 when there was none
    const struct http_header *headers; // names in lower case; ends with a NULL name
    const char *body;                  // terminated; not NULL
    size_t body_len;
    bool sent;      // the request may have reached the server (false: it certainly did not)
    bool too_large; // the failure is that the answer exceeded max_answer
};

const char *http_header(const struct http_answer *a, const char *lower_name); // NULL when absent

// err holds a transport failure only; any HTTP status is a success here. A failure with
// answer->sent false is LCT_ERETRY (LCT_EFAILED when it would fail again: the address or the
// certificate is wrong), with true LCT_EAMBIGUOUS (what that means for a GET the caller knows).
typedef void http_fn(void *user, const struct lct_err *err, const struct http_answer *answer);

struct op *http_send(struct http *h, const struct http_request *r, http_fn *fn, void *user);

#endif
