// SPDX-License-Identifier: MIT
// The nodes' way to packages: a caching proxy that listens in the lab's network and connects from
// this machine's, to the hosts of its own apt sources only.
#include "lab/packages/aptproxy.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/http.h"
#include "io/httpd.h"
#include "lab/packages/aptcache.h"
#include "lab/packages/sources.h"

#define ANSWER_MAX ((size_t)256 << 20)
#define FETCH_MS 300000
#define PER_NODE 32 // connections

static const char scheme[] = "http://";

struct aptproxy {
    struct httpd *httpd;
    struct http *http;
    struct map hosts;   // "deb.debian.org" -> anything
    struct map fetches; // URL -> struct fetch: twenty nodes asking at once cost one download
    char *cache_dir;
};

struct fetch {
    struct aptproxy *proxy;
    char *url;
    VEC(struct httpd_request *) askers;
};

// The host (with port) at the start of text, in lower case; free() it.
static char *
host_of(const char *text)
{
    char *host = mem_strndup(text, strcspn(text, "/ \t\r\n"));

    for (char *p = host; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return host;
}

static void
hosts_of_file(void *user, const char *path)
{
    struct aptproxy *p = user;
    _own_(buf) struct buf text = { 0 };

    if (file_read(path, 1 << 20, &text, ERR_IGNORED))
        return;
    for (const char *at = buf_str(&text); (at = strstr(at, scheme));) {
        _own_(free) char *host = NULL;
        at += strlen(scheme);
        host = host_of(at);
        if (host[0])
            map_put(&p->hosts, host, p);
    }
}

static bool
is_allowed(const struct aptproxy *p, const char *url)
{
    _own_(free) char *host = NULL;

    if (!str_istarts(url, scheme))
        return false;
    host = host_of(url + strlen(scheme));
    return map_has(&p->hosts, host);
}

static void
refuse(struct httpd_request *r, unsigned status, const char *why)
{
    httpd_answer(r, status, NULL, why, strlen(why));
}

static void
fetch_free(struct fetch *f)
{
    map_remove(&f->proxy->fetches, f->url);
    vec_done(&f->askers);
    free(f->url);
    free(f);
}

static void
fetched(void *user, const struct lct_err *err, const struct http_answer *a)
{
    struct fetch *f = user;

    if (!err->code && a->status == 200)
        aptcache_put(f->proxy->cache_dir, f->url, a->body, a->body_len);
    vec_each (r, &f->askers) {
        const char *modified = err->code ? NULL : http_header(a, "last-modified");
        struct http_header headers[] = { { modified ? "Last-Modified" : NULL, modified }, { 0 } };
        if (err->code)
            refuse(*r, 502, err->text);
        else
            httpd_answer(*r, (unsigned)a->status, headers, a->body, a->body_len);
    }
    fetch_free(f);
}

static void
fetch_join(struct aptproxy *p, const char *url, struct httpd_request *r)
{
    struct fetch *f = map_get(&p->fetches, url);

    if (!f) {
        f = NEW(struct fetch);
        f->proxy = p;
        f->url = mem_strdup(url);
        map_put(&p->fetches, url, f);
        http_send(p->http,
            &(struct http_request){ .method = "GET", .url = url, .total_ms = FETCH_MS }, fetched,
            f);
    }
    vec_push(&f->askers, r);
}

static void
request_take(void *user, struct httpd_request *r)
{
    struct aptproxy *p = user;
    const char *url = httpd_path(r);
    _own_(buf) struct buf kept = { 0 };

    if (!str_eq(httpd_method(r), "GET"))
        refuse(r, 405, "only GET is served\n");
    else if (!is_allowed(p, url))
        refuse(r, 403, "not a host of this machine's apt sources\n");
    else if (aptcache_get(p->cache_dir, url, &kept))
        httpd_answer(r, 200, NULL, kept.data, kept.len);
    else
        fetch_join(p, url, r);
}

int
aptproxy_start(struct loop *l, const struct fleet_conf *conf, int listener, struct aptproxy **ret,
    struct lct_err *err)
{
    struct aptproxy *p = NEW(struct aptproxy);
    int code;

    p->cache_dir = conf->cache_dir ? mem_printf("%s/packages", conf->cache_dir)
                                   : mem_printf("%s/packages", conf->state_dir);
    sources_each(hosts_of_file, p);
    p->http = http_new(l, &(struct http_conf){ .user_agent = "Debian APT-HTTP/1.3 (lct-lab)",
                              .environment = (const char *const *)environ,
                              .max_open = 8,
                              .total_ms = FETCH_MS,
                              .max_answer = ANSWER_MAX });
    code = httpd_start(l, &(struct httpd_conf){ .listen_fd = listener, .per_address = PER_NODE },
        request_take, p, &p->httpd, err);
    if (code) {
        aptproxy_stop(p);
        return lct_wrap(err, "the package proxy");
    }
    *ret = p;
    return LCT_OK;
}

void
aptproxy_stop(struct aptproxy *p)
{
    if (!p)
        return;
    http_free(p->http); // its answers go to askers that are still there
    if (p->httpd)
        httpd_stop(p->httpd);
    map_done(&p->fetches);
    map_done(&p->hosts);
    free(p->cache_dir);
    free(p);
}
