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

enum rule_direction {
    RULE_IN,
    RULE_OUT,
    RULE_FORWARD,    // through the node, which is neither end of it
    RULE_MASQUERADE, // what goes through it is seen with its address; lets nothing pass by itself
};

// "allow in tcp 9092 from kafka, spark": one direction, one protocol, ports, peers.
struct plan_rule {
    enum rule_direction direction;
    const char *protocol; // "tcp", "udp", "icmp", "ping" (of ICMP the echo alone) or "any"
    struct port_range *ports;
    size_t n_ports; // 0: all
    struct port_range *source_ports;
    size_t n_source_ports;
    struct plan_peer *peers; // 0: any
    size_t n_peers;
    size_t n_from; // of what goes through the node: so many are whom it is from, the others to
    const char *interface; // "public", "private", "vpc", "vlan" or NULL: all
    bool bound;            // only "during" the event
    bool since;            // likewise, from then on: of a step that opens it; bound: it did not yet
    enum event during;
    enum rule_origin origin;
    int64_t until_ms; // wall time: it ends then by itself; 0: it stays
    const char *text; // as written, for messages and comments in the rule set
    struct doc_pos pos;
};

// Is it about what goes through the node?
static inline bool
rule_is_through(const struct plan_rule *rule)
{
    return rule->direction == RULE_FORWARD || rule->direction == RULE_MASQUERADE;
}

// One side of a rule.
struct rule_side {
    const struct plan_peer *peers; // 0: any
    size_t n;
};

static inline struct rule_side
rule_from(const struct plan_rule *rule)
{
    const size_t n = rule_is_through(rule)         ? rule->n_from
                     : rule->direction == RULE_OUT ? 0
                                                   : rule->n_peers;

    return (struct rule_side){ rule->peers, n };
}

static inline struct rule_side
rule_to(const struct plan_rule *rule)
{
    const struct rule_side from = rule_from(rule);

    return rule->n_peers > from.n
               ? (struct rule_side){ rule->peers + from.n, rule->n_peers - from.n }
               : (struct rule_side){ 0 };
}

#endif
