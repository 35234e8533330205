// SPDX-License-Identifier: MIT
// Network namespaces without a process: each segment of the lab's network is one.
#ifndef LAB_NET_NETSPACE_H
#define LAB_NET_NETSPACE_H

#include "lab/net/netlink.h"

struct netspace {
    int fd;
    struct netlink nl; // within it
};

// One that routes between its links, each of which has but the addresses that are routed to it, and
// answers on each for all who are beyond the others.
int netspace_make(struct netspace *ns, struct lct_err *err);
void netspace_close(struct netspace *ns);

// Loads nft's rules there, all of them or none.
int netspace_rules(const struct netspace *ns, const char *rules, struct lct_err *err);

// Makes the current namespace one that routes, whatever has which address.
int netspace_route_here(struct lct_err *err);

#endif
