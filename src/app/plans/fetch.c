// SPDX-License-Identifier: MIT
// Fetching over the web: bounded in size, time and redirects; TLS is always verified.
#include "app/plans/fetch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/http.h"
#include "io/url.h"

#define REDIRECTS 3

struct answer {
    struct buf *body;
    char *location;
    long status;
    bool too_large, done;
    struct lct_err err;
};

static void
came(void *user, const struct lct_err *err, const struct http_answer *a)
{
    struct answer *ret = user;
    const char *location = http_header(a, "location");

    ret->done = true;
    ret->err = *err;
    ret->status = a->status;
    ret->too_large = a->too_large;
    ret->location = location ? mem_strdup(location) : NULL;
    buf_clear(ret->body);
    buf_add(ret->body, a->body, a->body_len);
}

static int
ask(struct lct *t, const char *url, size_t max, int64_t ms, struct answer *ret)
{
    const struct http_conf conf = { .user_agent = USER_AGENT,
        .max_open = 1,
        .max_answer = max,
        .total_ms = ms,
        .environment = t->environment };
    const struct http_request request = { .method = "GET", .url = url };
    struct http *h = http_new(t->loop, &conf);

    http_send(h, &request, came, ret);
    loop_run(t->loop, &ret->done);
    http_free(h);
    return ret->err.code;
}

static int
check_address(const char *url, bool open, struct lct_err *err)
{
    if (url_has_user(url))
        return lct_fail(
            err, LCT_EPLAN, "an address with a user or password would be kept and shown");
    if (open || url_is_https(url) || url_is_loopback(url))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "%s is not protected on its way", url);
    return lct_hint(err, "use https, or pin what must come: URL#sha256=DIGEST");
}

// Where the answer sends us; NULL: nowhere.
static char *
follow(const char *url, const struct answer *a, struct lct_err *err)
{
    char *next;

    if (!a->location)
        return lct_fail(err, LCT_EPLAN, "%s: a redirect to nowhere", url), NULL;
    next = url_join(url, a->location);
    if (next && url_is_https(next) && !url_has_user(next))
        return next;
    free(next);
    lct_fail(err, LCT_EPLAN, "%s redirects to %.200s, which is not https", url, a->location);
    return NULL;
}

static bool
is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static int
judge(const char *url, const struct answer *a, size_t max, struct lct_err *err)
{
    if (a->too_large)
        return lct_fail(err, LCT_EPLAN, "%s is larger than %zu bytes", url, max);
    if (a->err.code != LCT_OK)
        return lct_fail(err, LCT_EPLAN, "cannot fetch it: %s", a->err.text);
    if (a->status == 404 || a->status == 410)
        return lct_fail(err, LCT_ENOTFOUND, "%s is not there (HTTP %ld)", url, a->status);
    if (a->status != 200)
        return lct_fail(err, LCT_EPLAN, "%s cannot be fetched (HTTP %ld)", url, a->status);
    return LCT_OK;
}

// Asks once. Where a redirect leads goes to *next, which is yours; NULL: this was the end.
static int
one_step(struct lct *t, const char *at, size_t max, int64_t ms, struct buf *out, char **next,
    struct lct_err *err)
{
    struct answer a = { .body = out };
    int code;

    *next = NULL;
    if (ms <= 0)
        return lct_fail(err, LCT_EPLAN, "%s: it takes too long", at);
    if (ask(t, at, max, ms, &a) != LCT_OK || !is_redirect(a.status)) {
        code = judge(at, &a, max, err);
    } else {
        *next = follow(at, &a, err);
        code = *next ? LCT_OK : err->code;
    }
    free(a.location);
    return code;
}

int
fetch_url(struct lct *t, const char *url, bool open, size_t max, int64_t ms, struct buf *out,
    char **end, struct lct_err *err)
{
    int64_t until = loop_now_ms(t->loop) + ms;
    char *at = mem_strdup(url), *next;
    int code = check_address(url, open, err);

    for (int left = REDIRECTS; code == LCT_OK; left--) {
        code = one_step(t, at, max, until - loop_now_ms(t->loop), out, &next, err);
        if (!next)
            break;
        free(at);
        at = next;
        if (!left)
            code = lct_fail(err, LCT_EPLAN, "%s: more than %d redirects", url, REDIRECTS);
    }
    if (end)
        *end = mem_strdup(at);
    free(at);
    return code;
}
