// SPDX-License-Identifier: MIT
// The HTTP client: requests wait in line, run on curl's multi handle, end as ops.
#include "io/http_private.h"

#include <stdlib.h>

#include "base/env.h"
#include "base/mem.h"
#include "base/str.h"

// ---- the end of a request

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct http_op *o = (struct http_op *)op;
    _own_(free) struct http_header *headers = answer_headers(o);
    struct http_answer answer = {
        .status = o->status,
        .headers = headers,
        .body = buf_str(&o->body),
        .body_len = o->body.len,
        .sent = o->sent,
        .too_large = o->too_large,
    };

    if (o->fn)
        o->fn(o->user, err, &answer);
    buf_done(&o->body);
    buf_done(&o->header_text);
    free(o->what);
}

static void line_advance(struct http *h);

static void
line_leave(struct http *h, struct http_op *o)
{
    struct http_op **at = &h->first;

    while (*at && *at != o)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = o->next;
    if (h->last == &o->next)
        h->last = at;
}

static void
open_add(struct http *h, struct http_op *o)
{
    o->older = h->newest;
    if (o->older)
        o->older->newer = o;
    h->newest = o;
}

static void
open_remove(struct http *h, struct http_op *o)
{
    if (o->older)
        o->older->newer = o->newer;
    if (o->newer)
        o->newer->older = o->older;
    else
        h->newest = o->older;
}

// Takes the op away from curl and from the client; what is left of it is its outcome.
static void
detach(struct http_op *o)
{
    struct http *h = o->http;
    long sent_bytes = 0;

    if (o->active) {
        curl_easy_getinfo(o->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
        curl_easy_getinfo(o->easy, CURLINFO_RESPONSE_CODE, &o->status);
        o->sent = o->attempts > 0 && sent_bytes > 0;
        curl_multi_remove_handle(h->multi, o->easy);
        h->n_active--;
        o->active = false;
    } else {
        line_leave(h, o);
    }
    open_remove(h, o);
    request_release(o);
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct http_op *o = (struct http_op *)op;
    struct http *h = o->http;

    detach(o);
    op_end(op, why);
    line_advance(h);
}

// Before anything was sent: is it worth another try?
static int
unsent_code(CURLcode code)
{
    switch ((int)code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return LCT_EFAILED;
    default:
        return LCT_ERETRY;
    }
}

static void
finish(struct http_op *o, CURLcode code)
{
    struct lct_err err = { 0 };
    const char *text = o->curl_text[0] ? o->curl_text : curl_easy_strerror(code);
    int kind;

    detach(o);
    if (code == CURLE_OK) {
        op_end(&o->op, NULL);
        return;
    }
    kind = o->sent ? LCT_EAMBIGUOUS : unsent_code(code);
    o->too_large |= code == CURLE_FILESIZE_EXCEEDED;
    if (o->too_large)
        lct_fail(&err, kind, "%s: the answer is larger than %zu bytes", o->what, o->max_answer);
    else if (code == CURLE_ABORTED_BY_CALLBACK)
        lct_fail(&err, kind, "%s: the connection broke before the answer", o->what);
    else
        lct_fail(&err, kind, "%s: %s", o->what, text);
    op_end(&o->op, &err);
}

// ---- curl on the loop

static void
collect(struct http *h)
{
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
        struct http_op *o = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&o);
        finish(o, m->data.result);
    }
    line_advance(h);
}

struct socket_watch {
    struct http *http;
    struct watch *watch;
    curl_socket_t fd;
};

static void
socket_ready(void *user, int events)
{
    struct socket_watch *s = user;
    struct http *h = s->http;
    int running, mask = 0;

    if (events & WATCH_READ)
        mask |= CURL_CSELECT_IN;
    if (events & WATCH_WRITE)
        mask |= CURL_CSELECT_OUT;
    curl_multi_socket_action(h->multi, s->fd, mask, &running); // s may be gone afterwards
    collect(h);
}

static int
socket_changed(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
    struct http *h = user;
    struct socket_watch *s = socket_user;
    int events = (what & CURL_POLL_IN ? WATCH_READ : 0) | (what & CURL_POLL_OUT ? WATCH_WRITE : 0);

    if (what == CURL_POLL_REMOVE) {
        if (s)
            watch_stop(s->watch);
        free(s);
        curl_multi_assign(h->multi, fd, NULL);
    } else if (s) {
        watch_change(s->watch, events);
    } else {
        s = NEW(struct socket_watch);
        s->http = h;
        s->fd = fd;
        s->watch = watch_start(h->loop, fd, events, socket_ready, s);
        curl_multi_assign(h->multi, fd, s);
    }
    return 0;
}

static void
time_out(void *user)
{
    struct http *h = user;
    int running;

    timer_stop(h->timer);
    h->timer = NULL;
    curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(h);
}

static int
timer_changed(CURLM *multi, long ms, void *user)
{
    struct http *h = user;

    timer_stop(h->timer);
    h->timer = ms < 0 ? NULL : timer_start(h->loop, ms, time_out, h);
    return 0;
}

// ---- the client

struct http *
http_new(struct loop *l, const struct http_conf *conf)
{
    static bool ready;
    struct http *h = NEW(struct http);
    const char *trusted = env_get(conf->environment, "SSL_CERT_FILE");

    if (!ready)
        curl_global_init(CURL_GLOBAL_DEFAULT);
    ready = true;
    h->loop = l;
    h->conf = *conf;
    h->conf.max_open = conf->max_open ? conf->max_open : 64;
    h->conf.connect_ms = conf->connect_ms ? conf->connect_ms : 10 * 1000;
    h->conf.total_ms = conf->total_ms ? conf->total_ms : 60 * 1000;
    h->conf.max_answer = conf->max_answer ? conf->max_answer : (size_t)64 << 20;
    h->user_agent = mem_strdup(conf->user_agent ? conf->user_agent : "lct");
    h->ca_file = trusted ? mem_strdup(trusted) : NULL;
    h->last = &h->first;
    h->multi = curl_multi_init();
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)h->conf.max_open);
    return h;
}

void
http_free(struct http *h)
{
    h->conf.max_open = 0; // nothing more leaves the line
    while (h->newest)
        op_cancel(&h->newest->op);
    curl_multi_cleanup(h->multi);
    timer_stop(h->timer);
    free(h->user_agent);
    free(h->ca_file);
    free(h);
}

// ---- the start of a request

static void
line_advance(struct http *h)
{
    while (h->first && h->n_active < h->conf.max_open) {
        struct http_op *o = h->first;
        line_leave(h, o);
        o->active = true;
        h->n_active++;
        curl_multi_add_handle(h->multi, o->easy);
    }
}

struct op *
http_send(struct http *h, const struct http_request *r, http_fn *fn, void *user)
{
    // Its deadline is curl's and begins when it leaves the line.
    struct http_op *o = op_start(h->loop, sizeof *o, 0, stop, deliver);

    o->http = h;
    o->fn = fn;
    o->user = user;
    request_set(o, h, r);
    answer_gather(o);
    open_add(h, o);
    *h->last = o;
    h->last = &o->next;
    line_advance(h);
    return &o->op;
}
