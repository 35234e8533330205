// SPDX-License-Identifier: MIT
// The inside of the HTTP server, for httpd*.c only.
#ifndef IO_HTTPD_PRIVATE_H
#define IO_HTTPD_PRIVATE_H

#include <arpa/inet.h>
#include <microhttpd.h>

#include "io/httpd.h"

struct httpd {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct watch *watch;
    struct timer *timer;
    bool soon; // a round is due at the end of this turn
    bool stopped;
    uint16_t port;
    size_t max_body;
    unsigned per_address;
    int64_t patience_ms;
    httpd_fn *fn;
    void *user;
    struct httpd_request *newest;
    struct httpd_peer *newest_peer;
    struct timer *sweep; // over the peers
};

enum httpd_phase { PEER_IDLE, PEER_READING, PEER_HANDLING, PEER_WRITING };

// One connection.
struct httpd_peer {
    struct httpd *httpd;
    struct httpd_peer *older, *newer;
    int fd;
    unsigned char address[16];
    enum httpd_phase phase;
    int64_t since_ms; // that it is in this phase
    bool trusted, cut;
};

struct httpd_request {
    struct httpd *httpd; // NULL: the server was stopped before the answer
    struct httpd_request *older, *newer;
    struct MHD_Connection *connection;
    struct arena *arena;
    char *path, *query, *method;
    char peer[INET6_ADDRSTRLEN];
    struct buf body;
    uint64_t dropped; // bytes of a too large body
    bool too_large, handled, answered, aborted, suspended;
    struct MHD_Response *response;
    unsigned status;
};

// httpd.c: MHD has something to do although no descriptor says so.
void round_soon(struct httpd *h);

// httpd_peer.c
struct httpd_peer *peer_new(struct httpd *h, int fd, const struct sockaddr *address);
void peer_free(struct httpd_peer *p);
void peer_enter(struct httpd_peer *p, enum httpd_phase phase);
struct httpd_peer *peer_of(struct MHD_Connection *connection); // NULL: it is being cleared away

// httpd_request.c: MHD's callbacks.
void *request_begin(void *user, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_progress(void *user, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *n, void **slot);
void request_completed(void *user, struct MHD_Connection *connection, void **slot,
    enum MHD_RequestTerminationCode code);

#endif
