// The HTTP server, asked by our own client over loopback.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "io/httpd.h"

struct fixture {
    struct loop *loop;
    struct http *http;
    struct httpd *httpd;
    struct httpd_request *held[256];
    size_t n_held, n_came;
    struct timer *timer;
};

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

static void
answer_held(void *user)
{
    struct fixture *f = user;

    timer_stop(f->timer);
    f->timer = NULL;
    while (f->n_held)
        echo(f->held[--f->n_held]);
}

static void
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

static int
set_up(void **state)
{
    struct fixture *f = NEW(struct fixture);
    struct httpd_conf conf = { .address = "127.0.0.1", .max_body = 100 * 1000, .listen_fd = -1 };
    struct lct_err err;

    f->loop = loop_new();
    f->http = http_new(f->loop, &(struct http_conf){ .user_agent = "t", .total_ms = 20 * 1000 });
    assert_int_equal(httpd_start(f->loop, &conf, handle, f, &f->httpd, &err), 0);
    assert_true(httpd_port(f->httpd) > 0);
    *state = f;
    return 0;
}

static int
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

struct seen {
    struct lct_err err;
    long status;
    char body[256], type[64];
    size_t *n_done;
    bool done;
};

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

static void
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

static struct seen
ask(struct fixture *f, const char *method, const char *target, const char *body, size_t n)
{
    struct seen s = { 0 };

    send_to(f, method, target, body, n, &s);
    loop_run(f->loop, &s.done);
    return s;
}

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

// ---- clients that are none

#define PATIENCE_MS 200

static struct fixture *
impatient(unsigned per_address)
{
    struct fixture *f = NEW(struct fixture);
    struct httpd_conf conf = { .address = "127.0.0.1",
        .max_body = 100 * 1000,
        .listen_fd = -1,
        .per_address = per_address,
        .patience_ms = PATIENCE_MS };
    struct lct_err err;

    f->loop = loop_new();
    f->http = http_new(f->loop, &(struct http_conf){ .user_agent = "t", .total_ms = 20 * 1000 });
    assert_int_equal(httpd_start(f->loop, &conf, handle, f, &f->httpd, &err), 0);
    return f;
}

static int
client(struct fixture *f, const char *text)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(httpd_port(f->httpd)) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
    return fd;
}

// Has the server ended it? What it answers before is read away.
static bool
is_ended(int fd)
{
    char data[4096];
    ssize_t n;

    while ((n = recv(fd, data, sizeof data, MSG_DONTWAIT)) > 0)
        ;
    return n == 0 || (errno != EAGAIN && errno != EINTR);
}

// Until it is ended; a drop is sent in each turn that comes.
static void
wait_for_end(struct fixture *f, int fd, const char *drop)
{
    int64_t start = clock_real.now_ms(&clock_real);

    while (!is_ended(fd)) {
        if (drop)
            send(fd, drop, strlen(drop), MSG_NOSIGNAL | MSG_DONTWAIT);
        loop_turn(f->loop, true);
        assert_in_range(clock_real.now_ms(&clock_real) - start, 0, 20000);
    }
    close(fd);
}

static size_t
descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void
test_slow_clients_are_cut(void **state)
{
    struct fixture *f = impatient(0);

    (void)state;
    wait_for_end(f, client(f, ""), NULL);
    wait_for_end(f, client(f, "GET"), "x"); // an address without an end
    wait_for_end(f, client(f, "GET / HTTP/1.1\r\nHost: x\r\n"), "A: b\r\n");
    wait_for_end(f, client(f, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n"), "b");
    wait_for_end(f, client(f, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), NULL); // idle afterwards
    tear_down((void **)&f);
}

// Each asks, says that it will say no more, and goes: nothing of it may stay.
static void
test_half_closed_clients_leave_nothing(void **state)
{
    struct fixture *f = impatient(0);
    size_t before = descriptors();
    int64_t start = clock_real.now_ms(&clock_real);

    (void)state;
    for (int i = 0; i < 100; i++) {
        int fd = client(f, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        shutdown(fd, SHUT_WR);
        char byte;
        while (recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN)
            loop_turn(f->loop, true);
        close(fd);
    }
    while (descriptors() > before) {
        loop_turn(f->loop, true);
        assert_in_range(clock_real.now_ms(&clock_real) - start, 0, 20000);
    }
    tear_down((void **)&f);
}

// More than there may be: the oldest that nobody knows goes, who is known or waits for an answer
// stays.
static void
test_many_idle_clients(void **state)
{
    enum { MANY = 700 };
    struct fixture *f = *state;
    int fds[MANY], known = client(f, "GET /known HTTP/1.1\r\nHost: x\r\n\r\n"),
                   waiting = client(f, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
    size_t ended = 0;

    while (f->n_came < 2)
        loop_turn(f->loop, true);
    for (int i = 0; i < MANY; i++) {
        fds[i] = client(f, "");
        loop_turn(f->loop, false);
    }
    assert_int_equal(ask(f, "GET", "/x", NULL, 0).status, 200);
    for (int i = 0; i < 50; i++)
        loop_turn(f->loop, false);
    for (int i = 0; i < MANY; i++)
        ended += is_ended(fds[i]);
    assert_in_range(ended, MANY - 512, MANY - 500);
    assert_true(is_ended(fds[0]));
    assert_false(is_ended(fds[MANY - 1]));
    assert_false(is_ended(known));
    assert_false(is_ended(waiting));
    answer_held(f);
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
    close(known);
    close(waiting);
}

static void
test_many_of_one_address(void **state)
{
    struct fixture *f = impatient(3);
    int fds[5];

    (void)state;
    for (int i = 0; i < 5; i++) {
        fds[i] = client(f, "");
        for (int k = 0; k < 10; k++)
            loop_turn(f->loop, false);
    }
    assert_true(is_ended(fds[0]));
    assert_true(is_ended(fds[1]));
    assert_false(is_ended(fds[4]));
    for (int i = 0; i < 5; i++)
        close(fds[i]);
    tear_down((void **)&f);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

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
        cmocka_unit_test(test_slow_clients_are_cut),
        cmocka_unit_test(test_half_closed_clients_leave_nothing),
        WITH_SERVER(test_many_idle_clients),
        cmocka_unit_test(test_many_of_one_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
