// SPDX-License-Identifier: MIT
// What HAProxy is told of the NodeBalancers of one region.
#ifndef LAB_BALANCE_HAPROXY_H
#define LAB_BALANCE_HAPROXY_H

#include "text/doc.h"

// In the folder of a region's HAProxy.
#define HAPROXY_CONFIG "haproxy.cfg"
#define HAPROXY_SOCKET "haproxy.sock" // where it is asked
#define HAPROXY_STATES "states"       // how its nodes are, from one configuration to the next

// Which of its configurations one runs by.
#define HAPROXY_DESCRIPTION "global\n    description %s\n"

// Where nodes see their NodeBalancer come from, in every region: of 192.168.255.0/24, as at Linode.
#define BALANCE_SOURCE "192.168.255.1"

// ports: of all NodeBalancers, the configurations as the API names their fields, with `balancer`,
// its `ipv4`, `ipv6` and `client_conn_throttle`, `certificate` (a file, or null) and `nodes`, each
// {id, address, mode, weight}. What is sent by UDP is only checked here: it passes by nft.
void haproxy_render(struct buf *out, const char *dir, const struct doc *ports);

#endif
