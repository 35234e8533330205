// SPDX-License-Identifier: MIT
// What the firewalls of a cluster let through, and what says so; opening them for a time. What they
// let through is worked out of the plan that the cluster keeps and the inventory: no request is
// made, and nobody is logged in to. Whether nodes hold it, lct_cluster_audit tells.
#ifndef LCT_FIREWALL_H
#define LCT_FIREWALL_H

#include <stdint.h>

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// {"cluster", "groups": [{group, region, nodes: [name], own: its rules are its own, rules: [rule],
// cloud_firewall: {label, rules: [{direction, protocol, ports, networks, text}], coarser: [text]},
// null where there is none}]}: nodes of which the same holds are one group. A rule is {direction:
// "in" or "out", protocol: "tcp", "udp", "icmp", "ping" or "any", ports, source_ports: "80,
// 8000-8010", null for all, interface: "public", "private", "vpc", "vlan", null for all, peers:
// [{kind: "any", "network", "members", "cluster", name, addresses: of the members, as they are
// now}], none for anybody, origin: "plan", "balancer", "always" or "opened", text: as the plan has
// it, during, since: the event that it is bound to, or holds from, null, waits: for that, so it
// does not hold now, file, line: where, null where it does not, until: when it ends, null where it
// stays}; "opened": [{number, rule, nodes: [name], null for all, opened, until, ended: the nodes
// closed it, the next operation closes what is before them}]. on: which nodes, as of struct
// lct_runner_args; NULL: all. LCT_ENOTFOUND: no such cluster or nodes.
int lct_firewall_show(struct lct *t, const char *cluster, const char *on, struct lct_answer **ret,
    struct lct_err *err);

// A connection that may be.
struct lct_firewall_test {
    // A node of the cluster, an address, a network (all of it must pass), or "internet": anybody.
    // One of them is a node.
    const char *from, *to;
    const char *port; // "443", "53/udp", "ping", or a name of the plan's ports
};

// {"cluster", "from", "to", "protocol", "port", "passes": by some way, "ways": [{network: "vpc",
// "private", "vlan", "public" or "ipv6", from, to: the addresses, passes, gates: [{where: "node"
// or "cloud_firewall", name, direction, passes, rule: that lets it pass, or nearly would (as of
// lct_firewall_show; of a Cloud Firewall {text}), null, reason: why not, null}]}]}: the ways that
// there are between the two, none where they have no network in common. It is about the first
// packet: answers pass. LCT_ENOTFOUND: no such cluster or node; LCT_EUSAGE: no node is meant, or
// what is no port.
int lct_firewall_test(struct lct *t, const char *cluster, const struct lct_firewall_test *what,
    struct lct_answer **ret, struct lct_err *err);

// A rule that holds for a time.
struct lct_firewall_open {
    const char
        *rule;      // as plans say it: "allow in tcp 5432 from 203.0.113.7"; "allow" may be missing
    const char *on; // on which nodes, as of struct lct_runner_args; NULL: all, whoever joins, too
    int64_t for_ms; // from now on, in milliseconds: 10 seconds to a week; 0: an hour
};

// Opens it as an operation of its own, on nodes that are started; others get it when they are. The
// nodes end it by themselves, by their own clocks, whatever has become of this machine, over
// reboots, too; who is connected then stays so. The Cloud Firewall of a node plan is opened for all
// of its nodes, and closed by lct_firewall_close or the next operation after the end. The same
// rule on the same nodes is prolonged, or shortened. Answers as lct_cluster_create, with "opened"
// as of lct_firewall_show. LCT_EUSAGE: it is no rule, or for too long; LCT_ENOTFOUND: no such
// cluster or nodes.
int lct_firewall_open(struct lct *t, const char *cluster, const struct lct_firewall_open *what,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

// Closes it before its end, or what is left of it after: number as of lct_firewall_show; 0: all of
// them. Answers as lct_cluster_create. LCT_ENOTFOUND: there is none such.
int lct_firewall_close(struct lct *t, const char *cluster, int64_t number,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
