// SPDX-License-Identifier: MIT
// The server and the client of httpd_fixture.h.
#include "httpd_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void
echo(struct httpd_request *r)
{
    struct http_header headers[] = { { "Content-Type", "text/x-echo" }, { 0 } };
    const char *q = httpd_query(r, "q"), *tag = httpd_header(r, "x-tag");
    size_t n;
    const char *body = httpd_body(r, &n);
    char *text = arena_printf(httpd_arena(r), "%s %s q=%s tag=%s peer=%s body=%zu:%.10s",
        httpd_method(r), httpd_path(r), q ? q : "-", tag ? tag : "-", httpd_peer(r), n, body);

    httpd_answer(r, 200, headers, text, strlen(text));
}

void
answer_held(void *user)
{
    struct fixture *f = user;

    timer_stop(f->timer);
    f->timer = NULL;
    while (f->n_held)
        echo(f->held[--f->n_held]);
}

void
handle(void *user, struct httpd_request *r)
{
    struct fixture *f = user;

    f->n_came++;
    if (str_eq(httpd_path(r), "/reset")) {
        httpd_abort(r);
    } else if (str_eq(httpd_path(r), "/later")) {
        f->held[f->n_held++] = r;
        if (!f->timer)
            f->timer = timer_start(f->loop, 30, answer_held, f);
    } else if (str_eq(httpd_path(r), "/known")) {
        httpd_trust(r);
        echo(r);
    } else if (str_eq(httpd_path(r), "/hold")) {
        f->held[f->n_held++] = r;
    } else {
        echo(r);
    }
}

struct fixture *
fixture_start(unsigned per_address, unsigned patience_ms)
{
    struct fixture *f = NEW(struct fixture);
    struct httpd_conf conf = { .address = "127.0.0.1",
        .max_body = 100 * 1000,
        .listen_fd = -1,
        .per_address = per_address,
        .patience_ms = patience_ms };
    struct lct_err err;

    f->loop = loop_new();
    f->http = http_new(f->loop, &(struct http_conf){ .user_agent = "t", .total_ms = 20 * 1000 });
    assert_int_equal(httpd_start(f->loop, &conf, handle, f, &f->httpd, &err), 0);
    assert_true(httpd_port(f->httpd) > 0);
    return f;
}

int
set_up(void **state)
{
    *state = fixture_start(0, 0);
    return 0;
}

int
tear_down(void **state)
{
    struct fixture *f = *state;

    http_free(f->http);
    httpd_stop(f->httpd);
    timer_stop(f->timer);
    loop_free(f->loop);
    free(f);
    return 0;
}

static void
came(void *user, const struct lct_err *err, const struct http_answer *a)
{
    struct seen *s = user;
    const char *type = http_header(a, "content-type");

    s->err = *err;
    s->status = a->status;
    snprintf(s->body, sizeof s->body, "%s", a->body);
    snprintf(s->type, sizeof s->type, "%s", type ? type : "");
    s->done = true;
    if (s->n_done)
        ++*s->n_done;
}

void
send_to(struct fixture *f, const char *method, const char *target, const char *body, size_t n,
    struct seen *s)
{
    _own_(free) char *url = mem_printf("http://127.0.0.1:%u%s", httpd_port(f->httpd), target);
    struct http_header headers[] = { { "X-Tag", "blue" }, { 0 } };

    http_send(f->http,
        &(struct http_request){
            .method = method, .url = url, .headers = headers, .body = body, .body_len = n },
        came, s);
}

struct seen
ask(struct fixture *f, const char *method, const char *target, const char *body, size_t n)
{
    struct seen s = { 0 };

    send_to(f, method, target, body, n, &s);
    loop_run(f->loop, &s.done);
    return s;
}
