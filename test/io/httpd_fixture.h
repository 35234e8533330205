// SPDX-License-Identifier: MIT
// A server that echoes what it is asked - at once, later, when told to, or never - and our client.
#ifndef TEST_IO_HTTPD_FIXTURE_H
#define TEST_IO_HTTPD_FIXTURE_H

#include "io/http.h"
#include "io/httpd.h"

struct fixture {
    struct loop *loop;
    struct http *http;
    struct httpd *httpd;
    struct httpd_request *held[256];
    size_t n_held, n_came;
    struct timer *timer;
};

// Of the server; 0: what it takes by itself.
struct fixture *fixture_start(unsigned per_address, unsigned patience_ms);
int set_up(void **state);
int tear_down(void **state);
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

void handle(void *user, struct httpd_request *r);
void answer_held(void *user); // all that were held

struct seen {
    struct lct_err err;
    long status;
    char body[256], type[64];
    size_t *n_done;
    bool done;
};

void send_to(struct fixture *f, const char *method, const char *target, const char *body, size_t n,
    struct seen *s);
struct seen ask(
    struct fixture *f, const char *method, const char *target, const char *body, size_t n);

#endif
