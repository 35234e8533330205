// SPDX-License-Identifier: MIT
// A scripted API: each test says what it answers; what was asked is remembered.
#ifndef TEST_LINODE_SCRIPTED_H
#define TEST_LINODE_SCRIPTED_H

#include "cloud/linode/linode.h"
#include "testing.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/httpd.h"
#include "port/cloud.h"

struct asked {
    char method[8], path[128], page[8], size[8], filter[256], auth[64];
    char body[4096];
};

struct api;
typedef void api_fn(struct api *api, struct httpd_request *r, const struct asked *a);

struct api {
    struct loop *loop;
    struct httpd *httpd;
    struct cloud *cloud;
    VEC(struct asked) asked;
    api_fn *answer;
    int n;            // for the scripts
    const char *body; // of api_fixed
};

static void
copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void
api_asked(void *user, struct httpd_request *r)
{
    struct api *api = user;
    struct asked *a = vec_add(&api->asked);

    copy_text(a->method, sizeof a->method, httpd_method(r));
    copy_text(a->path, sizeof a->path, httpd_path(r));
    copy_text(a->page, sizeof a->page, httpd_query(r, "page"));
    copy_text(a->size, sizeof a->size, httpd_query(r, "page_size"));
    copy_text(a->filter, sizeof a->filter, httpd_header(r, "X-Filter"));
    copy_text(a->auth, sizeof a->auth, httpd_header(r, "Authorization"));
    copy_text(a->body, sizeof a->body, httpd_body(r, NULL));
    api->answer(api, r, a);
}

static inline void
say(struct httpd_request *r, unsigned status, const char *body)
{
    struct http_header headers[] = { { "Content-Type", "application/json" }, { 0 } };

    httpd_answer(r, status, headers, body, strlen(body));
}

static inline void
say_with(
    struct httpd_request *r, unsigned status, const char *name, const char *value, const char *body)
{
    struct http_header headers[] = { { "Content-Type", "application/json" }, { name, value },
        { 0 } };

    httpd_answer(r, status, headers, body, strlen(body));
}

// Always the same, with what a token may do.
static inline void
api_fixed(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say_with(r, 200, "X-OAuth-Scopes", "linodes:read_only events:read_only", api->body);
}

static struct api *
api_start(api_fn *answer, enum cloud_mode mode, const char *token)
{
    struct api *api = NEW(struct api);
    struct httpd_conf conf = { .address = "127.0.0.1", .max_body = 1 << 20, .listen_fd = -1 };
    struct secret *s = token ? secret_new(token, strlen(token)) : NULL;
    struct lct_err err;
    char *url;

    api->loop = loop_new();
    api->answer = answer;
    assert_int_equal(httpd_start(api->loop, &conf, api_asked, api, &api->httpd, &err), 0);
    url = mem_printf("http://127.0.0.1:%u/", httpd_port(api->httpd));
    assert_int_equal(
        linode_open(api->loop,
            &(struct linode_conf){ .url = url, .token = s, .mode = mode, .user_agent = "test" },
            &api->cloud, &err),
        0);
    free(url);
    if (s)
        secret_free(s);
    return api;
}

static void
api_stop(struct api *api)
{
    api->cloud->ops->close(api->cloud);
    httpd_stop(api->httpd);
    loop_free(api->loop);
    vec_done(&api->asked);
    free(api);
}

// The id of a machine; until the next one is asked for.
static inline const char *
id_of(size_t number)
{
    static char id[24];

    snprintf(id, sizeof id, "%zu", number);
    return id;
}

// What a callback told.
struct told {
    int calls;
    struct lct_err err;
    size_t n;
    int64_t ids[2000];
    char label[64], text[256];
    bool done;
};

static inline void
told_err(struct told *t, const struct lct_err *err)
{
    t->calls++;
    t->err = *err;
    t->done = true;
}

static inline void
on_done(void *user, const struct lct_err *err)
{
    told_err(user, err);
}

static inline void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told *t = user;

    told_err(t, err);
    assert_true((err->code == 0) == (m != NULL));
    if (!m)
        return;
    t->n = 1;
    t->ids[0] = strtoll(m->id, NULL, 10);
    copy_text(t->label, sizeof t->label, m->label);
    snprintf(t->text, sizeof t->text, "%d %s %s %s %s %s", (int)m->status, m->status_name,
        m->public_ipv4 ? m->public_ipv4 : "-", m->private_ipv4 ? m->private_ipv4 : "-",
        m->ipv6 ? m->ipv6 : "-", m->tags[0] ? m->tags[0] : "-");
}

static inline void
on_machines(void *user, const struct lct_err *err, const struct machine *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n && i < 2000; i++)
        t->ids[i] = strtoll(list[i].id, NULL, 10);
}

static inline void
wait_for(struct api *api, struct told *t)
{
    loop_run(api->loop, &t->done);
    assert_int_equal(t->calls, 1);
}

#define MACHINES(api) ((api)->cloud->ops->machines)

#endif
