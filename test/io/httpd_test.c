// SPDX-License-Identifier: MIT
// The HTTP server, asked by our own client over loopback.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "httpd_fixture.h"

static void
test_what_a_handler_sees(void **state)
{
    struct seen s = ask(*state, "PUT", "/a%2Fb/c?p=1&q=x%20y+z%zz&q=2", "hello", 5);

    assert_int_equal(s.status, 200);
    assert_string_equal(s.type, "text/x-echo");
    assert_string_equal(s.body, "PUT /a%2Fb/c q=x y z%zz tag=blue peer=127.0.0.1 body=5:hello");
    s = ask(*state, "GET", "/plain?q", NULL, 0);
    assert_string_equal(s.body, "GET /plain q= tag=blue peer=127.0.0.1 body=0:");
    s = ask(*state, "DELETE", "/plain?pq=7&=8", NULL, 0);
    assert_string_equal(s.body, "DELETE /plain q=- tag=blue peer=127.0.0.1 body=0:");
}

static void
test_body_limit(void **state)
{
    struct fixture *f = *state;
    size_t n = 3 * 1000 * 1000;
    _own_(free) char *big = mem_alloc(n);
    struct seen s;

    memset(big, 'b', n);
    s = ask(f, "POST", "/", big, 100 * 1000);
    assert_string_equal(s.body, "POST / q=- tag=blue peer=127.0.0.1 body=100000:bbbbbbbbbb");
    assert_int_equal(f->n_came, 1);
    s = ask(f, "POST", "/", big, 100 * 1000 + 1);
    assert_int_equal(s.status, 413);
    s = ask(f, "POST", "/", big, n);
    assert_int_equal(s.status, 413);
    assert_int_equal(f->n_came, 1);
    s = ask(f, "GET", "/still-there", NULL, 0);
    assert_int_equal(s.status, 200);
}

static void
test_answer_later(void **state)
{
    struct fixture *f = *state;
    struct seen s[20] = { 0 };
    size_t n_done = 0;

    for (int i = 0; i < 20; i++) {
        s[i].n_done = &n_done;
        send_to(f, "GET", "/hold", NULL, 0, &s[i]);
    }
    while (f->n_held < 20)
        loop_turn(f->loop, true);
    assert_int_equal(ask(f, "GET", "/now", NULL, 0).status, 200); // others are not held up
    assert_int_equal(n_done, 0);
    answer_held(f);
    while (n_done < 20)
        loop_turn(f->loop, true);
    for (int i = 0; i < 20; i++)
        assert_string_equal(s[i].body, "GET /hold q=- tag=blue peer=127.0.0.1 body=0:");
}

static void
test_reset(void **state)
{
    struct seen s = ask(*state, "POST", "/reset", "{}", 2);

    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    assert_int_equal(s.status, 0);
    s = ask(*state, "GET", "/fine", NULL, 0);
    assert_int_equal(s.status, 200);
}

static void
test_stop_with_an_answer_owed(void **state)
{
    struct fixture *f = *state;
    struct seen s = { 0 };

    send_to(f, "POST", "/hold", "{}", 2, &s);
    while (!f->n_held)
        loop_turn(f->loop, true);
    httpd_stop(f->httpd);
    f->httpd = NULL;
    loop_run(f->loop, &s.done);
    assert_int_equal(s.err.code, LCT_EAMBIGUOUS);
    answer_held(f); // reaches nobody, releases the request
}

static void
test_client_gone_before_the_answer(void **state)
{
    struct fixture *f = *state;
    struct seen s = { 0 };

    send_to(f, "GET", "/hold", NULL, 0, &s);
    while (!f->n_held)
        loop_turn(f->loop, true);
    http_free(f->http);
    f->http = http_new(f->loop, &(struct http_conf){ .user_agent = "t" });
    loop_run(f->loop, &s.done);
    answer_held(f);
    assert_int_equal(ask(f, "GET", "/fine", NULL, 0).status, 200);
}

static void
test_two_hundred_side_by_side(void **state)
{
    struct fixture *f = *state;
    _own_(free) struct seen *s = mem_array(200, sizeof *s);
    size_t n_done = 0;

    for (int i = 0; i < 200; i++) {
        s[i].n_done = &n_done;
        send_to(f, "GET", i % 2 ? "/later" : "/now", NULL, 0, &s[i]);
    }
    while (n_done < 200)
        loop_turn(f->loop, true);
    for (int i = 0; i < 200; i++)
        assert_int_equal(s[i].status, 200);
    assert_int_equal(f->n_came, 200);
}

// A stall of 40 ms a request (delayed acknowledgement) would make this 20 s.
static void
test_no_stalls_on_one_connection(void **state)
{
    struct fixture *f = *state;
    int64_t start = clock_real.now_ms(&clock_real);
    char body[9000];

    memset(body, 'x', sizeof body);
    for (int i = 0; i < 500; i++) {
        bool posts = i % 2;
        assert_int_equal(
            ask(f, posts ? "POST" : "GET", "/x", posts ? body : NULL, posts ? sizeof body : 0)
                .status,
            200);
    }
    assert_in_range(clock_real.now_ms(&clock_real) - start, 0, 5000);
}

static void
test_port_taken(void **state)
{
    struct fixture *f = *state;
    struct httpd_conf conf = {
        .address = "127.0.0.1", .port = httpd_port(f->httpd), .max_body = 1, .listen_fd = -1
    };
    struct httpd *second = NULL;
    struct lct_err err;

    assert_int_equal(httpd_start(f->loop, &conf, handle, f, &second, &err), LCT_EEXISTS);
    conf.address = "localhost";
    assert_int_equal(httpd_start(f->loop, &conf, handle, f, &second, &err), LCT_EUSAGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_what_a_handler_sees),
        WITH_SERVER(test_body_limit),
        WITH_SERVER(test_answer_later),
        WITH_SERVER(test_reset),
        WITH_SERVER(test_stop_with_an_answer_owed),
        WITH_SERVER(test_client_gone_before_the_answer),
        WITH_SERVER(test_two_hundred_side_by_side),
        WITH_SERVER(test_no_stalls_on_one_connection),
        WITH_SERVER(test_port_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
