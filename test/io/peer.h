// SPDX-License-Identifier: MIT
// A peer that says exactly what a test wants, and counts what it is asked.
#ifndef TEST_IO_PEER_H
#define TEST_IO_PEER_H

#include "io/loop.h"

struct peer {
    struct loop *loop;
    int fd;
    struct watch *watch;
    const char *answer;
    bool reset; // after having read
    int n_requests, n_connections;
    struct {
        int fd;
        struct watch *watch;
    } open[16];
    size_t n_open;
    char last[4096];
};

int peer_start(struct loop *l, struct peer *p); // its port
void peer_stop(struct peer *p);

#endif
