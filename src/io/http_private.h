// SPDX-License-Identifier: MIT
// The inside of the HTTP client, for http*.c only.
#ifndef IO_HTTP_PRIVATE_H
#define IO_HTTP_PRIVATE_H

#include <curl/curl.h>

#include "io/http.h"

struct http_op {
    struct op op;
    struct http *http;
    struct http_op *next;          // in line
    struct http_op *older, *newer; // of all that have not ended
    CURL *easy;
    struct curl_slist *headers;
    bool active;     // given to curl
    bool repeatable; // curl may send it once more on another connection
    bool too_large;
    unsigned attempts; // how often curl was about to send it
    char *what;        // "GET http://host/path", for errors
    char *request;     // the body sent, may hold secrets
    size_t request_len;
    char curl_text[CURL_ERROR_SIZE];
    http_fn *fn;
    void *user;
    size_t max_answer;
    long status;
    bool sent;
    struct buf body;
    struct buf header_text; // names and values, each with its NUL
    size_t n_headers;
};

struct http {
    struct loop *loop;
    CURLM *multi;
    struct timer *timer;
    struct http_conf conf;
    char *user_agent, *ca_file;
    struct http_op *newest; // of all that have not ended
    struct http_op *first, **last;
    unsigned n_active;
};

// http_request.c: curl's handle, set up for a request and given back.
void request_set(struct http_op *o, const struct http *h, const struct http_request *r);
void request_release(struct http_op *o);

// http_answer.c: what comes back is gathered in the op.
void answer_gather(struct http_op *o);                       // sets curl's callbacks
struct http_header *answer_headers(const struct http_op *o); // free() it

#endif
