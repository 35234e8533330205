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
};

int netlink_open(struct netlink *nl, struct lct_err *err);
void netlink_close(struct netlink *nl);

int netlink_bridge(struct netlink *nl, const char *name, struct lct_err *err);
// A pair: `name` here, as a port of the bridge, and "eth0" with the hardware address in the network
// namespace of peer_pid.
int netlink_veth(struct netlink *nl, const char *name, int bridge, pid_t peer_pid,
    const uint8_t hardware[static 6], struct lct_err *err);
int netlink_up(struct netlink *nl, const char *name, struct lct_err *err);
int netlink_remove(struct netlink *nl, const char *name, struct lct_err *err);

// The address itself; no route comes with it (netlink_route_link makes one with quickack).
int netlink_address(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err);
// The network of the address is reached straight through the link. source: prefer this address.
int netlink_route_link(
    struct netlink *nl, int link, const struct cidr *address, bool source, struct lct_err *err);
int netlink_route_default(
    struct netlink *nl, int link, const struct cidr *gateway, struct lct_err *err);
// Nothing of the network is forwarded: whoever tries is told so.
int netlink_route_prohibit(struct netlink *nl, const struct cidr *network, struct lct_err *err);

// The same address with all host bits zero; the n-th address of its network.
struct cidr cidr_network(const struct cidr *c);
struct cidr cidr_nth(const struct cidr *c, uint8_t n);

#endif
