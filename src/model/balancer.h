// SPDX-License-Identifier: MIT
// NodeBalancers of a region.
#ifndef MODEL_BALANCER_H
#define MODEL_BALANCER_H

#include <stdbool.h>
#include <stddef.h>

#include "text/doc.h"

struct plan_check {
    const char *type;        // "none", "connection", "http", "http_body"
    const char *path, *body; // NULL: none
    unsigned interval_s, timeout_s, attempts;
    bool passive;
};

struct plan_port {
    unsigned port, target_port;
    const char *protocol;          // "http", "https", "tcp", "udp"
    const char *algorithm;         // "roundrobin", "leastconn", "source", "ring_hash"
    const char *stickiness;        // "none", "table", "http_cookie", "session", "source_ip"
    const char *proxy_protocol;    // "none", "v1", "v2"
    const char *certificate, *key; // files of https; NULL: none
    struct plan_check check;
    struct doc_pos pos;
};

struct plan_balancer {
    const char *name;
    const char *const *tags;       // what it balances: nodes that have one of these tags ...
    const char *const *node_plans; // ... or come from one of these node plans; NULL-terminated both
    struct plan_port *ports;
    size_t n_ports;
    size_t n_members; // by check: how many nodes that are now
    struct doc_pos pos, selector_pos;
};

#endif
