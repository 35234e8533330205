// SPDX-License-Identifier: MIT
// The rules of a Cloud Firewall, the cloud's filter outside of a machine. They say what passes; all
// else is dropped, in and out, but answers to what passed.
#ifndef MODEL_CLOUD_RULES_H
#define MODEL_CLOUD_RULES_H

#include "base/arena.h"
#include "model/firewall.h"

// What the cloud takes: rules of both directions together, networks of a rule, and ends of port
// ranges of one (a single port has one, a range two).
#define CLOUD_RULES_MAX 25
#define CLOUD_NETS_MAX 255
#define CLOUD_PORTS_MAX 15

#define CLOUD_FIREWALL_LABEL_MAX 32

enum cloud_protocol { CLOUD_ICMP, CLOUD_TCP, CLOUD_UDP, CLOUD_ANY, N_CLOUD_PROTOCOLS };

struct cloud_rule {
    bool out;
    enum cloud_protocol protocol;
    struct port_range *ports; // apart and in order; of TCP and UDP
    size_t n_ports;           // 0: all
    const char *const *nets;  // "192.0.2.0/24", "2001:db8::/128", NULL-terminated; at least one
    const char *text;         // for people; NULL: none
};

struct cloud_rules {
    struct cloud_rule *items;
    size_t n;
};

// The same for rules that let the same pass, in whatever order they, their networks and their ports
// stand. In the arena.
const char *cloud_rules_digest(struct arena *a, const struct cloud_rules *rules);

struct cloud_rules *cloud_rules_copy(struct arena *a, const struct cloud_rules *rules);

// Ends of ranges, as the cloud counts them.
size_t port_ends(const struct port_range *ports, size_t n);
// Sorts and joins what overlaps or touches; yields how many are left.
size_t port_ranges_join(struct port_range *ports, size_t n);

// The label of a node plan's firewall in a region: CLUSTER-REGION-GROUP in what characters a label
// may have, the end of a long one as a digest. In the arena.
const char *cloud_firewall_label(
    struct arena *a, const char *slug, const char *region, const char *group);

#endif
