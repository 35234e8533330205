// SPDX-License-Identifier: MIT
// NodeBalancers: what a plan says of them, and what a cloud shows.
#ifndef MODEL_BALANCER_H
#define MODEL_BALANCER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/pem.h"
#include "model/field.h"
#include "text/doc.h"

struct secret;

// What a port of https shows, read from the plan's files. The key is none of it: whoever puts the
// certificate reads that when he does.
struct plan_certificate {
    const char *pem;
    struct pem_certificate is;
    const char *key_path; // of this machine; NULL: there is none
};

struct plan_check {
    const char *type;        // "none", "connection", "http", "http_body"
    const char *path, *body; // NULL: none
    unsigned interval_s, timeout_s, attempts;
    bool passive;
};

struct plan_port {
    unsigned port, target_port;
    const char *protocol;           // "http", "https", "tcp", "udp"
    const char *algorithm;          // "roundrobin", "leastconn", "source", "ring_hash"
    const char *stickiness;         // "none", "table", "http_cookie", "session", "source_ip"
    const char *proxy_protocol;     // "none", "v1", "v2"
    const char *certificate, *key;  // files of https; NULL: none
    struct plan_certificate *shows; // NULL: it shows none
    struct plan_check check;
    struct doc_pos pos;
};

// vpc: of a NodeBalancer: it reaches its nodes in a subnet, from a range of it.
struct plan_balancer_vpc {
    const char *vpc, *subnet; // subnet NULL: the only one
    const char *range;        // CIDR; NULL: one that is free
    struct doc_pos pos;
};

struct plan_balancer {
    const char *name;
    const struct plan_balancer_vpc *within; // NULL: in none
    const char *const *tags;       // what it balances: nodes that have one of these tags ...
    const char *const *node_plans; // ... or come from one of these node plans; NULL-terminated both
    struct plan_port *ports;
    size_t n_ports;
    unsigned throttle; // new connections a second that one client may open; 0: any number
    int64_t drain_ms;  // who leaves gets no new sessions for so long before he goes
    size_t n_members;  // by check: how many nodes that are now
    struct doc_pos pos, selector_pos;
};

// ---- as a cloud has it

// One of those that a port sends to.
struct balancer_node {
    const char *id;      // the cloud's; NULL: none yet
    const char *label;   // for people
    const char *address; // "192.168.130.4:8080"
    const char *mode;    // "accept", "drain", "reject", "backup"; of udp "none"
    const char *status;  // "UP", "DOWN", "Unknown", as the balancer sees it; NULL: not told
    unsigned weight;     // 1 to 255
    const char *subnet;  // of a balancer within a VPC, of one to be made: the cloud's id; else NULL
};

extern const struct field balancer_node_record[]; // for copies

#define BALANCER_WEIGHT 100 // what everybody gets: all have the same share

// The subnet of a VPC that one reaches its nodes in, and the range that it comes from there: in a
// plan and a record by their names (subnet "": the only one), at a cloud by its ids. Linode changes
// none of it, so it is what a balancer's traits tell: "vpc shop/db 10.0.1.248/30"; "": in none.
struct balancer_vpc {
    const char *vpc, *subnet;
    const char *range; // "": none is said
};

const char *balancer_traits(struct arena *a, const struct balancer_vpc *v);
bool balancer_within(struct arena *a, const char *traits, struct balancer_vpc *ret); // false: none
#define BALANCER_RANGE_PREFIX 30 // of the smallest one

struct balancer_port {
    const char *id;
    struct plan_port set;    // target_port 0; no certificate, key and shows: a cloud tells none
    const char *fingerprint; // of its certificate, in the cloud's form; NULL: it has none
    const char *commonname;  // likewise
    // Not the port's own, but of a list of its own; n_nodes 0 until somebody asked for it.
    struct balancer_node *nodes;
    size_t n_nodes;
};

extern const struct field balancer_port_record[]; // for copies, but for its nodes

struct balancer_port_spec {
    const struct plan_port *set;
    const char *certificate;  // PEM; NULL: it has none
    const struct secret *key; // of the certificate
};

#define BALANCER_LABEL_MOST 32 // characters, of a balancer and of those that it sends to
#define BALANCER_THROTTLE_MOST 20

// How those that it sends to are taken: those of udp know no draining.
const char *balancer_takes(const struct plan_port *p); // "accept", or "none"
bool balancer_drains(const struct plan_port *p);

// A label of at most 32 characters that Linode takes, out of these words joined by dashes: what
// would be too long is cut, and told apart by a digest.
const char *balancer_label(struct arena *a, const char *const *words);
// The same of a node's host name, for the list of a port.
const char *balancer_node_label(struct arena *a, const char *name);

// The label of a balancer where those before it (number 0 is the first) are taken: NAME,
// REGION-NAME, CLUSTER-REGION-NAME; NULL: there is no other.
const char *balancer_label_of(struct arena *a, const char *cluster_slug, const char *region,
    const char *name, unsigned number);

// "tcp 443", as people are told of a port.
const char *balancer_port_name(struct arena *a, const struct plan_port *p);
// Do they take the same packets? tcp and udp may share a number.
bool balancer_port_same(const struct plan_port *a, const struct plan_port *b);
const struct balancer_port *balancer_port_find(
    const struct balancer_port *ports, size_t n, const struct plan_port *like); // NULL: none
const struct plan_port *plan_port_find(
    const struct plan_balancer *b, const struct plan_port *like); // NULL: none
// Where a node of this address takes what the port sends; NULL: it has no address yet.
const char *balancer_address(struct arena *a, const char *ipv4, const struct plan_port *p);
// Does it show another certificate than it is to?
bool balancer_certificate_differs(const struct balancer_port *has, const struct plan_port *wants);
// What is set otherwise: "algorithm leastconn, not roundrobin; ...". NULL: nothing is.
const char *balancer_port_differs(
    struct arena *a, const struct balancer_port *port, const struct plan_port *wants);

#endif
