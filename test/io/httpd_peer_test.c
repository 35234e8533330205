// SPDX-License-Identifier: MIT
// The HTTP server and clients that are none: slow, half gone, far too many.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "httpd_fixture.h"

#define PATIENCE_MS 200

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
    struct fixture *f = fixture_start(0, PATIENCE_MS);

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
    struct fixture *f = fixture_start(0, PATIENCE_MS);
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
    struct fixture *f = fixture_start(3, PATIENCE_MS);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slow_clients_are_cut),
        cmocka_unit_test(test_half_closed_clients_leave_nothing),
        WITH_SERVER(test_many_idle_clients),
        cmocka_unit_test(test_many_of_one_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
