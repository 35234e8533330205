// SPDX-License-Identifier: MIT
// The connections of the HTTP server and how long each is borne: who does not ask, asks slowly,
// does not read or has gone half-way must not keep the others out.
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "io/httpd_private.h"

#define PEERS_MAX 512 // beyond, the oldest of those that nobody vouches for goes
#define PATIENCE_MS 30000
#define TRUSTED_FACTOR 4  // of the patience: between two requests of one that is known
#define WRITING_FACTOR 20 // the whole of an answer
#define SWEEPS 4          // in the time of the patience

static int64_t
now_ms(const struct httpd *h)
{
    return loop_now_ms(h->loop);
}

static int64_t
patience_ms(const struct httpd *h)
{
    return h->patience_ms ? h->patience_ms : PATIENCE_MS;
}

// The longest it may stay as it is; 0: as long as the handler wants.
static int64_t
limit_ms(const struct httpd_peer *p)
{
    int64_t patience = patience_ms(p->httpd);

    switch (p->phase) {
    case PEER_IDLE:
        return p->trusted ? patience * TRUSTED_FACTOR : patience;
    case PEER_WRITING:
        return patience * WRITING_FACTOR;
    case PEER_HANDLING:
        return 0;
    case PEER_READING:
        break;
    }
    return patience;
}

// MHD sees the end of the connection, and clears it away.
static void
peer_cut(struct httpd_peer *p)
{
    p->cut = true;
    shutdown(p->fd, SHUT_RDWR);
    round_soon(p->httpd);
}

static void
peers_sweep(void *user)
{
    struct httpd *h = user;
    int64_t now = now_ms(h);

    timer_stop(h->sweep);
    h->sweep = NULL;
    for (struct httpd_peer *p = h->newest_peer; p; p = p->older)
        if (!p->cut && limit_ms(p) && now - p->since_ms >= limit_ms(p))
            peer_cut(p);
    if (h->newest_peer)
        h->sweep = timer_start(h->loop, patience_ms(h) / SWEEPS, peers_sweep, h);
}

static bool
same_address(const struct httpd_peer *a, const struct httpd_peer *b)
{
    return memcmp(a->address, b->address, sizeof a->address) == 0;
}

// Of all, or of those with the same address.
static void
oldest_cut(struct httpd *h, const struct httpd_peer *like)
{
    struct httpd_peer *oldest = NULL;

    for (struct httpd_peer *p = h->newest_peer; p; p = p->older)
        if (!p->cut && !p->trusted && p->phase != PEER_HANDLING && (!like || same_address(p, like)))
            oldest = p;
    if (oldest)
        peer_cut(oldest);
}

static void
peers_bound(struct httpd *h, const struct httpd_peer *new)
{
    unsigned n = 0, alike = 0;

    for (const struct httpd_peer *p = h->newest_peer; p; p = p->older) {
        n += !p->cut;
        alike += !p->cut && same_address(p, new);
    }
    if (h->per_address && alike > h->per_address)
        oldest_cut(h, new);
    else if (n > PEERS_MAX)
        oldest_cut(h, NULL);
}

static void
address_note(struct httpd_peer *p, const struct sockaddr *a)
{
    if (a && a->sa_family == AF_INET)
        memcpy(p->address, &((const struct sockaddr_in *)(const void *)a)->sin_addr, 4);
    else if (a && a->sa_family == AF_INET6)
        memcpy(p->address, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, 16);
}

struct httpd_peer *
peer_new(struct httpd *h, int fd, const struct sockaddr *address)
{
    struct httpd_peer *p = NEW(struct httpd_peer);

    p->httpd = h;
    p->fd = fd;
    address_note(p, address);
    peer_enter(p, PEER_IDLE);
    p->older = h->newest_peer;
    if (p->older)
        p->older->newer = p;
    h->newest_peer = p;
    peers_bound(h, p);
    if (!h->sweep)
        h->sweep = timer_start(h->loop, patience_ms(h) / SWEEPS, peers_sweep, h);
    return p;
}

void
peer_free(struct httpd_peer *p)
{
    if (p->older)
        p->older->newer = p->newer;
    if (p->newer)
        p->newer->older = p->older;
    else
        p->httpd->newest_peer = p->older;
    free(p);
}

void
peer_enter(struct httpd_peer *p, enum httpd_phase phase)
{
    p->phase = phase;
    p->since_ms = now_ms(p->httpd);
}

struct httpd_peer *
peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        connection ? MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT) : NULL;

    return info ? info->socket_context : NULL;
}

void
httpd_trust(const struct httpd_request *r)
{
    struct httpd_peer *p = peer_of(r->connection);

    if (p)
        p->trusted = true;
}
