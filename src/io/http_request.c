// SPDX-License-Identifier: MIT
// How a request is told to curl: method, headers, limits, proxies.
#include "base/env.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/http_private.h"
#include "io/url.h"

#define IDLE_MAX_S 30L // older connections may just be being closed by the server

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

// "" is none.
static const char *
either(const char *const *env, const char *name, const char *other)
{
    const char *value = env_get(env, name);

    value = value ? value : env_get(env, other);
    return value ? value : "";
}

// As curl has it: HTTP_PROXY is left out, for a CGI's caller could set it.
static const char *
proxy_of(const char *const *env, const char *url)
{
    const char *own;

    if (url_is_loopback(url))
        return "";
    own = str_istarts(url, "https:") ? either(env, "https_proxy", "HTTPS_PROXY")
                                     : either(env, "http_proxy", "http_proxy");
    return *own ? own : either(env, "all_proxy", "ALL_PROXY");
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
    // The library never looks for them by itself.
    curl_easy_setopt(o->easy, CURLOPT_PROXY, proxy_of(h->conf.environment, url));
    curl_easy_setopt(o->easy, CURLOPT_NOPROXY, either(h->conf.environment, "no_proxy", "NO_PROXY"));
}

void
request_set(struct http_op *o, const struct http *h, const struct http_request *r)
{
    o->what = mem_printf("%s %s", r->method, r->url);
    o->easy = curl_easy_init();
    curl_easy_setopt(o->easy, CURLOPT_URL, r->url);
    curl_easy_setopt(o->easy, CURLOPT_PRIVATE, o);
    method_set(o, r);
    headers_set(o, r);
    limits_set(o, &h->conf, r->total_ms);
    transport_set(o, h, r->url);
}

void
request_release(struct http_op *o)
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
