// SPDX-License-Identifier: MIT
// The peer of peer.h.
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer_link {
    struct peer *peer;
    size_t at;
};
static struct peer_link links[16];

static void
peer_cut(struct peer *p, size_t at)
{
    watch_stop(p->open[at].watch);
    p->open[at].watch = NULL;
    if (p->open[at].fd >= 0)
        close(p->open[at].fd);
    p->open[at].fd = -1;
}

static void
peer_read(void *user, int events)
{
    struct peer_link *k = user;
    struct peer *p = k->peer;
    int fd = p->open[k->at].fd;
    ssize_t n = recv(fd, p->last, sizeof p->last - 1, 0);

    if (n <= 0) {
        peer_cut(p, k->at);
        return;
    }
    p->last[n] = '\0';
    p->n_requests++;
    if (p->answer)
        send(fd, p->answer, strlen(p->answer), MSG_NOSIGNAL);
    if (p->reset) {
        struct linger at_once = { 1, 0 };
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        peer_cut(p, k->at);
    }
}

static void
peer_accept(void *user, int events)
{
    struct peer *p = user;
    size_t at = p->n_open++;

    p->n_connections++;
    p->open[at].fd = accept(p->fd, NULL, NULL);
    links[at] = (struct peer_link){ p, at };
    p->open[at].watch = watch_start(p->loop, p->open[at].fd, WATCH_READ, peer_read, &links[at]);
}

int
peer_start(struct loop *l, struct peer *p)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;

    p->loop = l;
    p->fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(p->fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(p->fd, 16), 0);
    getsockname(p->fd, (struct sockaddr *)&a, &len);
    p->watch = watch_start(l, p->fd, WATCH_READ, peer_accept, p);
    return ntohs(a.sin_port);
}

void
peer_stop(struct peer *p)
{
    for (size_t i = 0; i < p->n_open; i++)
        peer_cut(p, i);
    watch_stop(p->watch);
    close(p->fd);
}
