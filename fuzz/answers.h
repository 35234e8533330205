// SPDX-License-Identifier: MIT
// In place of io/http.c: requests are answered by the fuzzer's input. For one file of each program.
#ifndef FUZZ_ANSWERS_H
#define FUZZ_ANSWERS_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/http.h"

#define REQUESTS_MAX 40

struct http {
    struct loop *loop;
};

struct answer_op {
    struct op op;
    struct http_answer answer;
    char *body;
    http_fn *fn;
    void *user;
};

static const uint8_t *next_answer, *input_end;
static unsigned n_requests;

static const struct http_header no_headers[] = { { 0 } };
static const struct http_header limits[] = { { "x-ratelimit-limit", "3" },
    { "x-ratelimit-remaining", "1" }, { "x-ratelimit-reset", "1767225609" },
    { "x-oauth-scopes", "*" }, { 0 } };
static const struct http_header absurd[] = { { "retry-after", "-9223372036854775808" },
    { "x-ratelimit-limit", "0" }, { "x-ratelimit-remaining", "99999999999999999999" },
    { "x-ratelimit-reset", "9223372036854775807" }, { "date", "yesterday" }, { 0 } };
static const struct http_header html[] = { { "content-type", "text/html" },
    { "x-maintenance-mode", "1" }, { "x-accepted-oauth-scopes", "linodes:read_write" }, { 0 } };

struct http *
http_new(struct loop *l, const struct http_conf *conf)
{
    struct http *h = NEW(struct http);

    h->loop = l;
    return h;
}

void
http_free(struct http *h)
{
    free(h);
}

const char *
http_header(const struct http_answer *a, const char *lower_name)
{
    for (const struct http_header *h = a->headers; h->name; h++)
        if (strcmp(h->name, lower_name) == 0)
            return h->value;
    return NULL;
}

static void
answer_stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

static void
answer_deliver(struct op *op, const struct lct_err *err)
{
    struct answer_op *o = (struct answer_op *)op;

    o->fn(o->user, err, &o->answer);
    free(o->body);
}

static void
answer_read(struct answer_op *o)
{
    static const long statuses[] = { 200, 400, 401, 403, 404, 408, 429, 500, 503, 0, 302, 202 };
    static const struct http_header *const headers[] = { no_headers, limits, absurd, html };
    const uint8_t *at = next_answer, *end;
    size_t left = (size_t)(input_end - at);
    uint8_t status = left ? at[0] : 0, header = left > 1 ? at[1] : 0;

    at += left > 1 ? 2 : left;
    end = at < input_end ? memchr(at, 0xff, (size_t)(input_end - at)) : NULL;
    end = end ? end : input_end;
    o->body = mem_alloc((size_t)(end - at) + 1);
    memcpy(o->body, at, (size_t)(end - at));
    o->answer = (struct http_answer){ .status = statuses[status % 12],
        .headers = headers[header % 4],
        .body = o->body,
        .body_len = strlen(o->body),
        .sent = header & 4,
        .too_large = header & 8 };
    if (end < input_end)
        next_answer = end + 1;
}

struct op *
http_send(struct http *h, const struct http_request *r, http_fn *fn, void *user)
{
    struct answer_op *o = op_start(h->loop, sizeof *o, 0, answer_stop, answer_deliver);
    struct lct_err err = { 0 };

    o->fn = fn;
    o->user = user;
    answer_read(o);
    if (++n_requests > REQUESTS_MAX)
        o->answer.status = 404; // enough of repeats and pages
    else if (!o->answer.status)
        lct_fail(&err, o->answer.sent ? LCT_EAMBIGUOUS : LCT_ERETRY, "broken");
    op_end(&o->op, &err);
    return &o->op;
}

#endif
