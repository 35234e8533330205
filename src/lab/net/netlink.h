// SPDX-License-Identifier: MIT
// Links, addresses and routes of the network namespace this process is in (rtnetlink).
#ifndef LAB_NET_NETLINK_H
#define LAB_NET_NETLINK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cidr.h"
#include "lct/err.h"

struct netlink {
    int fd;
    uint32_t serial;
    int links; // made so far, for their indices
};

int netlink_open(struct netlink *nl, struct lct_err *err);
void netlink_close(struct netlink *nl);

// The other end of a pair: in the network namespace of a process, or in one that is open.
struct netlink_end {
    const char *name;
    const uint8_t *hardware; // of six bytes; NULL: any
    pid_t pid;               // 0: in `space`
    int space;
    int index; // 0: any
};

// A pair, this end up. *link is the index of this end. hardware: of this end; NULL: any.
int netlink_pair(struct netlink *nl, const char *name, const uint8_t *hardware,
    const struct netlink_end *other, int *link, struct lct_err *err);
// A switch, up.
int netlink_bridge(struct netlink *nl, const char *name, int *link, struct lct_err *err);
// The link becomes a port of the switch.
int netlink_join(struct netlink *nl, int link, int bridge, struct lct_err *err);
int netlink_up(struct netlink *nl, const char *name, struct lct_err *err);
int netlink_remove(struct netlink *nl, const char *name, struct lct_err *err);
// Neighbours are answered for at once; the kernel's own way is to wait for most of a second.
int netlink_proxy_at_once(struct netlink *nl, int link, struct lct_err *err);
// What comes by the link may come from wherever there is a route to, not only through it.
int netlink_loose(struct netlink *nl, int link, struct lct_err *err);

// The address itself; no route comes with it (netlink_route makes one with quickack).
int netlink_address(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err);
int netlink_address_drop(
    struct netlink *nl, int link, const struct cidr *address, struct lct_err *err);

struct netlink_route {
    struct cidr to;            // host bits do not matter
    int link;                  // 0: nowhere, and whoever tries is told so
    const struct cidr *via;    // NULL: straight through the link
    const struct cidr *source; // prefer this address; NULL: any
    bool onlink;               // via is at the other end, whatever its address
    uint32_t table;            // 0: the main one
    uint32_t metric;           // the lowest counts; 0: what the family begins with
};

int netlink_route(struct netlink *nl, const struct netlink_route *r, struct lct_err *err);
// There is no route to exactly this network any more, by the link (0: by any).
int netlink_route_end(struct netlink *nl, const struct cidr *to, int link, struct lct_err *err);
// What comes from this network is routed by the table first.
int netlink_rule(struct netlink *nl, const struct cidr *from, uint32_t table, struct lct_err *err);
int netlink_rule_end(
    struct netlink *nl, const struct cidr *from, uint32_t table, struct lct_err *err);
// What has this mark of nft's, likewise.
int netlink_rule_marked(struct netlink *nl, uint32_t mark, uint32_t table, struct lct_err *err);

// The n-th address of the network.
struct cidr cidr_nth(const struct cidr *c, uint8_t n);

#endif
