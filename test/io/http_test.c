// SPDX-License-Identifier: MIT
// The HTTP client against hand-made sockets that misbehave, and against our own server.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/http.h"
#include "peer.h"

struct seen {
    int calls;
    struct lct_err err;
    long status;
    bool sent;
    char body[256], type[64];
    bool done;
};

static void
came(void *user, const struct lct_err *err, const struct http_answer *a)
{
    struct seen *s = user;
    const char *type = http_header(a, "content-type");

    s->calls++;
    s->err = *err;
    s->status = a->status;
    s->sent = a->sent;
    snprintf(s->body, sizeof s->body, "%s", a->body);
    snprintf(s->type, sizeof s->type, "%s", type ? type : "");
    s->done = true;
}

static void
ask(struct loop *l, struct http *h, const char *method, int port, const char *body, struct seen *s)
{
    _own_(free) char *url = mem_printf("http://127.0.0.1:%d/x", port);

    *s = (struct seen){ 0 };
    http_send(h,
        &(struct http_request){
            .method = method, .url = url, .body = body, .body_len = body ? strlen(body) : 0 },
        came, s);
    assert_false(s->done);
    loop_run(l, &s->done);
    assert_int_equal(s->calls, 1);
}

static void
test_nobody_listens(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    struct seen s;
    struct peer p = { 0 };
    int port = peer_start(l, &p);

    peer_stop(&p);
    ask(l, h, "POST", port, "{}", &s);
    assert_int_equal(s.err.code, LCT_ERETRY);
    assert_false(s.sent);
    assert_int_equal(s.status, 0);
}

static void
test_reset_after_the_request(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    struct seen s;
    struct peer p = { .reset = true };
    int port = peer_start(l, &p);

    ask(l, h, "POST", port, "{}", &s);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    assert_true(s.sent);
    assert_int_equal(p.n_requests, 1);
    peer_stop(&p);
}

// The trap: on a connection that was kept, curl by itself sends the request again.
static void
check_reset_on_kept_connection(const char *method, const char *body, int expected_requests)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    struct seen s;
    struct peer p = { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
    int port = peer_start(l, &p);

    ask(l, h, method, port, body, &s);
    assert_int_equal(s.status, 200);
    p.answer = NULL;
    p.reset = true;
    ask(l, h, method, port, body, &s);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    assert_true(s.sent);
    assert_int_equal(p.n_requests, expected_requests);
    peer_stop(&p);
}

static void
test_post_is_never_repeated(void **state)
{
    check_reset_on_kept_connection("POST", "{}", 2);
    check_reset_on_kept_connection("POST", NULL, 2);
    check_reset_on_kept_connection("DELETE", NULL, 2);
}

static void
test_no_answer_in_time(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h =
        http_new(l, &(struct http_conf){ .user_agent = "t", .total_ms = 100 });
    struct seen s;
    struct peer p = { 0 };
    int port = peer_start(l, &p);

    ask(l, h, "POST", port, "{}", &s);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    assert_true(s.sent);
    peer_stop(&p);
}

static void
test_truncated_answer(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    struct seen s;
    struct peer p = { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok", .reset = true };
    int port = peer_start(l, &p);

    ask(l, h, "GET", port, NULL, &s);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    peer_stop(&p);
}

static void
test_too_large_answers(void **state)
{
    const char *announced = "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\nx";
    const char *chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "20\r\n01234567890123456789012345678901\r\n"
                          "20\r\n01234567890123456789012345678901\r\n0\r\n\r\n";
    const char *answers[] = { announced, chunked };

    for (int i = 0; i < 2; i++) {
        _own_(loop) struct loop *l = loop_new();
        _own_(http) struct http *h =
            http_new(l, &(struct http_conf){ .user_agent = "t", .max_answer = 50 });
        struct seen s;
        struct peer p = { .answer = answers[i] };
        int port = peer_start(l, &p);
        ask(l, h, "GET", port, NULL, &s);
        assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
        assert_non_null(strstr(s.err.text, "larger than 50 bytes"));
        peer_stop(&p);
    }
}

static void
test_garbage_answer(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    struct seen s;
    struct peer p = { .answer = "\x16\x03\x01 not http at all\r\n\r\n", .reset = true };
    int port = peer_start(l, &p);

    ask(l, h, "GET", port, NULL, &s);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    peer_stop(&p);
}

static void
test_headers_in_lower_case_and_no_redirect(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "agent/1" });
    struct seen s;
    struct peer p = { .answer = "HTTP/1.1 100 Continue\r\nContent-Type: no\r\n\r\n"
                                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                                "Content-TYPE:  text/plain \r\nContent-Length: 0\r\n\r\n" };
    int port = peer_start(l, &p);

    ask(l, h, "GET", port, NULL, &s);
    assert_int_equal(s.err.code, 0);
    assert_int_equal(s.status, 302);
    assert_string_equal(s.type, "text/plain");
    assert_int_equal(p.n_requests, 1);
    assert_non_null(strstr(p.last, "User-Agent: agent/1\r\n"));
    peer_stop(&p);
}

static void
test_bearer(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    _own_(secret) struct secret *token = secret_new("s3cr3t", 6);
    struct seen s = { 0 };
    struct peer p = { .reset = true };
    int port = peer_start(l, &p);
    _own_(free) char *url = mem_printf("http://127.0.0.1:%d/x", port);
    struct http_header headers[] = { { "X-Filter", "{}" }, { 0 } };

    http_send(h,
        &(struct http_request){ .method = "GET", .url = url, .bearer = token, .headers = headers },
        came, &s);
    loop_run(l, &s.done);
    assert_non_null(strstr(p.last, "\r\nAuthorization: Bearer s3cr3t\r\n"));
    assert_non_null(strstr(p.last, "\r\nX-Filter: {}\r\n"));
    assert_null(strstr(s.err.text, "s3cr3t"));
    peer_stop(&p);
}

static void
test_only_http(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t" });
    const char *urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/x", "", "http://" };

    for (int i = 0; i < 4; i++) {
        struct seen s = { 0 };
        http_send(h, &(struct http_request){ .method = "GET", .url = urls[i] }, came, &s);
        loop_run(l, &s.done);
        assert_int_equal(s.err.code, LCT_EFAILED);
        assert_false(s.sent);
    }
}

// By the environment that the client is given; the process's own says nothing.
static void
test_proxy_not_used_for_loopback(void **state)
{
    static const char *const environment[] = { "http_proxy=http://127.0.0.1:1", NULL };
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h =
        http_new(l, &(struct http_conf){ .user_agent = "t", .environment = environment });
    struct seen s;
    struct peer p = { .answer = "HTTP/1.1 204 No Content\r\n\r\n" };
    int port = peer_start(l, &p);

    ask(l, h, "GET", port, NULL, &s);
    assert_int_equal(s.status, 204);
    peer_stop(&p);
}

static void
get_by(struct loop *l, const char *const *environment, struct seen *s)
{
    _own_(http) struct http *h =
        http_new(l, &(struct http_conf){ .user_agent = "t", .environment = environment });

    *s = (struct seen){ 0 };
    http_send(h, &(struct http_request){ .method = "GET", .url = "http://api.invalid/y" }, came, s);
    loop_run(l, &s->done);
}

static void
test_proxy_is_used_for_others(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct seen s;
    struct peer p = { .answer = "HTTP/1.1 204 No Content\r\n\r\n" };
    int port = peer_start(l, &p);
    _own_(free) char *proxy = mem_printf("http_proxy=http://127.0.0.1:%d", port);

    get_by(l, (const char *const[]){ proxy, NULL }, &s);
    assert_int_equal(s.status, 204);
    assert_non_null(strstr(p.last, "GET http://api.invalid/y HTTP/1.1"));
    get_by(l, (const char *const[]){ proxy, "no_proxy=.invalid", NULL }, &s);
    assert_int_not_equal(s.status, 204);
    setenv("http_proxy", proxy + strlen("http_proxy="), 1);
    get_by(l, NULL, &s);
    unsetenv("http_proxy");
    assert_int_not_equal(s.status, 204);
    peer_stop(&p);
}

static void
test_cancel_in_line_and_under_way(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(http) struct http *h =
        http_new(l, &(struct http_conf){ .user_agent = "t", .max_open = 1 });
    struct seen s[3] = { 0 };
    struct op *ops[3];
    struct peer p = { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" };
    int port = peer_start(l, &p);
    _own_(free) char *url = mem_printf("http://127.0.0.1:%d/x", port);

    for (int i = 0; i < 3; i++)
        ops[i] = http_send(h, &(struct http_request){ .method = "GET", .url = url }, came, &s[i]);
    op_cancel(ops[1]);
    op_cancel(ops[0]);
    loop_run(l, &s[2].done);
    assert_int_equal(s[0].err.code, LCT_ECANCELLED);
    assert_int_equal(s[1].err.code, LCT_ECANCELLED);
    assert_int_equal(s[2].status, 200);
    peer_stop(&p);
}

static void
test_free_cancels(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct http *h = http_new(l, &(struct http_conf){ .user_agent = "t", .max_open = 2 });
    struct seen s[5] = { 0 };
    struct peer p = { 0 };
    int port = peer_start(l, &p);
    _own_(free) char *url = mem_printf("http://127.0.0.1:%d/x", port);

    for (int i = 0; i < 5; i++)
        http_send(h, &(struct http_request){ .method = "GET", .url = url }, came, &s[i]);
    loop_turn(l, true);
    http_free(h);
    peer_stop(&p);
    loop_run(l, NULL);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(s[i].calls, 1);
        assert_int_equal(s[i].err.code, LCT_ECANCELLED);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_reset_after_the_request),
        cmocka_unit_test(test_post_is_never_repeated),
        cmocka_unit_test(test_no_answer_in_time),
        cmocka_unit_test(test_truncated_answer),
        cmocka_unit_test(test_too_large_answers),
        cmocka_unit_test(test_garbage_answer),
        cmocka_unit_test(test_headers_in_lower_case_and_no_redirect),
        cmocka_unit_test(test_bearer),
        cmocka_unit_test(test_only_http),
        cmocka_unit_test(test_proxy_not_used_for_loopback),
        cmocka_unit_test(test_proxy_is_used_for_others),
        cmocka_unit_test(test_cancel_in_line_and_under_way),
        cmocka_unit_test(test_free_cancels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
