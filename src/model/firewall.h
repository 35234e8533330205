// SPDX-License-Identifier: MIT
// Firewall rules of a plan, as they were read from words.
#ifndef MODEL_FIREWALL_H
#define MODEL_FIREWALL_H

#include <stddef.h>
#include <stdint.h>

#include "model/event.h"
#include "text/doc.h"

enum peer_kind {
    PEER_ANY,
    PEER_CIDR,
    PEER_SELECTOR, // a node plan's name or a tag of this cluster
    PEER_CLUSTER,  // another cluster, by its alias in depends: (or its name)
};

struct plan_peer {
    enum peer_kind kind;
    const char *text; // CIDR, selector, or "cluster ALIAS"
    struct doc_pos pos;
    const char *network; // the name by which the plan means the CIDR, or NULL
};

// A list of CIDRs by a name, which rules mean all of.
struct plan_network {
    const char *name;
    const char *const *nets; // NULL-terminated, at least one
    struct doc_pos pos;
};

struct plan_networks {
    struct plan_network *items;
    size_t n;
};

#define PEER_CLUSTER_WORD "cluster " // what the text of a PEER_CLUSTER begins with

// Are its addresses members of a set, which is found by its text?
static inline bool
peer_is_set(const struct plan_peer *p)
{
    return p->kind == PEER_SELECTOR || p->kind == PEER_CLUSTER;
}

struct port_range {
    unsigned first, last;
};

// Who says a rule.
enum rule_origin {
    RULE_OF_PLAN,
    RULE_OF_BALANCER, // it comes with a NodeBalancer of the plan
    RULE_ALWAYS,      // it holds on every node, whatever the plan says
    RULE_OPENED,      // by hand, for a time
};

// "allow in tcp 9092 from kafka, spark": one direction, one protocol, ports, peers.
struct plan_rule {
    bool out;
    const char *protocol; // "tcp", "udp", "icmp", "ping" (of ICMP the echo alone) or "any"
    struct port_range *ports;
    size_t n_ports; // 0: all
    struct port_range *source_ports;
    size_t n_source_ports;
    struct plan_peer *peers; // 0: any
    size_t n_peers;
    const char *interface; // "public", "private", "vpc", "vlan" or NULL: all
    bool bound;            // only "during" the event
    bool since;            // likewise, from then on: of a step that opens it; bound: it did not yet
    enum event during;
    enum rule_origin origin;
    int64_t until_ms; // wall time: it ends then by itself; 0: it stays
    const char *text; // as written, for messages and comments in the rule set
    struct doc_pos pos;
};

#endif
