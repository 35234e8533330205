// SPDX-License-Identifier: MIT
// What nft is told of the ports of one region that take UDP.
#ifndef LAB_BALANCE_UDP_H
#define LAB_BALANCE_UDP_H

#include "text/doc.h"

// ports as in lab/balance/haproxy.h, but of UDP, each with the `nodes` that are well only. The
// table that was there before is replaced; who is being served by a node stays with it.
void udp_render(struct buf *out, const struct doc *ports);

#endif
