// SPDX-License-Identifier: MIT
// Ports of a plan that have a name: rules, NodeBalancers, probes, files and scripts say the name.
// Those of a cluster that it needs are said as ALIAS.NAME.
#ifndef MODEL_NAMED_PORT_H
#define MODEL_NAMED_PORT_H

#include <stdbool.h>

#include "base/arena.h"
#include "model/firewall.h"
#include "model/label.h"

struct named_port {
    const char *name;     // "zk"; "keeper.zk": of the cluster that the plan calls so
    const char *protocol; // "tcp" or "udp"
    struct port_range range;
    const char *number; // as text: "2181", "9000-9010"
    bool used;          // by a rule, a NodeBalancer, a probe or a file of the plan
    struct doc_pos pos;
};

// Those of a plan, in its order.
struct named_ports {
    struct named_port *items;
    size_t n;
};

#define PORT_NAME_MOST 32 // characters
#define PORT_USE_MOST 256 // likewise, with an alias before it

// Reads "tcp 2181" or "udp 9000-9010"; false: it is neither.
bool named_port_read(const char *text, struct named_port *ret);
// What keeps the text from being one; NULL: nothing does.
const char *named_port_fault(const char *text, char why[static FAULT_WHY]);
// What keeps the text from being the name of one; NULL: nothing does.
const char *port_name_fault(const char *name);
// The plan's own as "NAME tcp NUMBER", NULL-terminated; alias: those of the cluster that it calls
// so. NULL: none.
const char *const *named_ports_texts(
    struct arena *a, const struct named_ports *ports, const char *alias);
// What scripts find it as: "LCT_PORT_ZK_PEER" of zk-peer.
const char *named_port_variable(struct arena *a, const struct named_port *p);

#endif
