// The HTTP client: requests wait in line, run on curl's multi handle, end as ops.
#include "io/http.h"

#include <curl/curl.h>

#include "base/cidr.h"
#include "base/mem.h"
#include "base/str.h"

#define HEADERS_MAX ((size_t)256 * 1024)
#define IDLE_MAX_S 30L // older connections may just be being closed by the server

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

const char *
http_header(const struct http_answer *a, const char *lower_name)
{
    for (const struct http_header *h = a->headers; h && h->name; h++)
        if (strcmp(h->name, lower_name) == 0)
            return h->value;
    return NULL;
}

// ---- what curl tells while a request runs

static size_t
body_came(char *data, size_t size, size_t n, void *user)
{
    struct http_op *o = user;

    if (o->body.len + n > o->max_answer) {
        o->too_large = true;
        return 0;
    }
    buf_add(&o->body, data, n);
    return size * n;
}

static void
header_add(struct http_op *o, const char *line, size_t n)
{
    const char *colon = memchr(line, ':', n), *value, *end = line + n;

    if (!colon)
        return;
    for (const char *p = line; p < colon; p++)
        if (*p)
            buf_addc(&o->header_text, *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p);
    buf_addc(&o->header_text, '\0');
    for (value = colon + 1; value < end && (*value == ' ' || *value == '\t');)
        value++;
    while (end > value && strchr(" \t\r\n", end[-1]))
        end--;
    for (; value < end; value++)
        if (*value)
            buf_addc(&o->header_text, *value);
    buf_addc(&o->header_text, '\0');
    o->n_headers++;
}

static size_t
header_came(char *data, size_t size, size_t n, void *user)
{
    struct http_op *o = user;

    if (n >= 5 && memcmp(data, "HTTP/", 5) == 0) { // of the last answer only, not of a "100"
        buf_clear(&o->header_text);
        o->n_headers = 0;
    } else if (o->header_text.len + n > HEADERS_MAX) {
        o->too_large = true;
        return 0;
    } else {
        header_add(o, data, n);
    }
    return size * n;
}

// curl sends a request again by itself when a kept connection breaks before the answer. That must
// not happen to what has an effect: the server may have carried it out.
static int
about_to_send(void *user, char *ip, char *local_ip, int port, int local_port)
{
    struct http_op *o = user;

    return o->attempts++ && !o->repeatable ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

// ---- the end of a request

static void
easy_release(struct http_op *o)
{
    for (struct curl_slist *h = o->headers; h; h = h->next)
        secret_wipe(h->data, strlen(h->data));
    curl_slist_free_all(o->headers);
    o->headers = NULL;
    if (o->easy)
        curl_easy_cleanup(o->easy);
    o->easy = NULL;
    if (o->request)
        secret_wipe(o->request, o->request_len);
    free(o->request);
    o->request = NULL;
}

static struct http_header *
headers_of(const struct http_op *o)
{
    struct http_header *list = mem_array(o->n_headers + 1, sizeof *list);
    const char *p = buf_str(&o->header_text);

    for (size_t i = 0; i < o->n_headers; i++) {
        list[i].name = p;
        list[i].value = p += strlen(p) + 1;
        p += strlen(p) + 1;
    }
    return list;
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct http_op *o = (struct http_op *)op;
    _own_(free) struct http_header *headers = headers_of(o);
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
    easy_release(o);
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
    kind = o->sent ? LCT_EAMBIGUOUS : LCT_ERETRY;
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
    h->ca_file = conf->ca_file ? mem_strdup(conf->ca_file) : NULL;
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

static bool
host_is_loopback(const char *host)
{
    struct cidr loopback4, loopback6, address;

    if (str_ieq(host, "localhost"))
        return true;
    cidr_parse("127.0.0.0/8", false, &loopback4);
    cidr_parse("::1", false, &loopback6);
    return cidr_parse(host, false, &address) &&
           (cidr_has(&loopback4, &address) || cidr_has(&loopback6, &address));
}

static bool
is_loopback(const char *url)
{
    CURLU *u = curl_url();
    char *host = NULL;
    bool yes = false;

    if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
        yes = host_is_loopback(str_eq(host, "[::1]") ? "::1" : host);
    curl_free(host);
    curl_url_cleanup(u);
    return yes;
}

static void
header_append(struct http_op *o, const char *name, const char *value)
{
    char *line = mem_printf("%s: %s", name, value);

    o->headers = curl_slist_append(o->headers, line);
    secret_wipe(line, strlen(line));
    free(line);
}

static void
headers_set(struct http_op *o, const struct http_request *r)
{
    for (const struct http_header *h = r->headers; h && h->name; h++)
        header_append(o, h->name, h->value);
    if (r->bearer) {
        char *value = mem_printf("Bearer %s", secret_reveal(r->bearer, NULL));
        header_append(o, "Authorization", value);
        secret_wipe(value, strlen(value));
        free(value);
    }
    o->headers = curl_slist_append(o->headers, "Expect:"); // no waiting for "100 Continue"
    curl_easy_setopt(o->easy, CURLOPT_HTTPHEADER, o->headers);
}

static void
method_set(struct http_op *o, const struct http_request *r)
{
    if (str_eq(r->method, "HEAD"))
        curl_easy_setopt(o->easy, CURLOPT_NOBODY, 1L);
    else if (r->body || str_eq(r->method, "POST")) {
        o->request_len = r->body ? r->body_len : 0;
        o->request = mem_alloc(o->request_len + 1);
        if (o->request_len)
            memcpy(o->request, r->body, o->request_len);
        curl_easy_setopt(o->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)o->request_len);
        curl_easy_setopt(o->easy, CURLOPT_POSTFIELDS, o->request);
    }
    curl_easy_setopt(o->easy, CURLOPT_CUSTOMREQUEST, r->method);
    o->repeatable = str_eq(r->method, "GET") || str_eq(r->method, "HEAD");
}

static void
limits_set(struct http_op *o, const struct http_conf *c, int64_t total_ms)
{
    curl_easy_setopt(o->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)c->connect_ms);
    curl_easy_setopt(o->easy, CURLOPT_TIMEOUT_MS, (long)(total_ms ? total_ms : c->total_ms));
    curl_easy_setopt(o->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)c->max_answer);
    curl_easy_setopt(o->easy, CURLOPT_MAXAGE_CONN, IDLE_MAX_S);
    curl_easy_setopt(o->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(o->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    o->max_answer = c->max_answer;
}

static void
transport_set(struct http_op *o, const struct http *h, const char *url)
{
    curl_easy_setopt(o->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(o->easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(o->easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(o->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    if (str_istarts(url, "https:")) // wait for the first connection, it may turn out to be HTTP/2
        curl_easy_setopt(o->easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(o->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(o->easy, CURLOPT_USERAGENT, h->user_agent);
    if (h->ca_file) // the system's folder of trusted authorities stays in force beside it
        curl_easy_setopt(o->easy, CURLOPT_CAINFO, h->ca_file);
    if (is_loopback(url)) // else the usual variables name the proxy
        curl_easy_setopt(o->easy, CURLOPT_PROXY, "");
}

static void
callbacks_set(struct http_op *o)
{
    curl_easy_setopt(o->easy, CURLOPT_PRIVATE, o);
    curl_easy_setopt(o->easy, CURLOPT_ERRORBUFFER, o->curl_text);
    curl_easy_setopt(o->easy, CURLOPT_WRITEFUNCTION, body_came);
    curl_easy_setopt(o->easy, CURLOPT_WRITEDATA, o);
    curl_easy_setopt(o->easy, CURLOPT_HEADERFUNCTION, header_came);
    curl_easy_setopt(o->easy, CURLOPT_HEADERDATA, o);
    curl_easy_setopt(o->easy, CURLOPT_PREREQFUNCTION, about_to_send);
    curl_easy_setopt(o->easy, CURLOPT_PREREQDATA, o);
}

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
    o->what = mem_printf("%s %s", r->method, r->url);
    o->easy = curl_easy_init();
    curl_easy_setopt(o->easy, CURLOPT_URL, r->url);
    method_set(o, r);
    headers_set(o, r);
    limits_set(o, &h->conf, r->total_ms);
    transport_set(o, h, r->url);
    callbacks_set(o);
    open_add(h, o);
    *h->last = o;
    h->last = &o->next;
    line_advance(h);
    return &o->op;
}
