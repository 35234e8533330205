// SPDX-License-Identifier: MIT
// Addresses: every region has a slice of the public ones of its own, in the order of first use, and
// all of the private ones.
#ifndef LAB_WORLD_ADDRESS_H
#define LAB_WORLD_ADDRESS_H

#include "lab/call/call.h"

// Gives the Linode (0: nobody, to be reserved) one more address of 198.18.0.0/15 (its region's /22
// of it) or of 192.168.128.0/17, which Linodes of other regions may have, too. Yields its row; 0:
// none is free.
int64_t address_give(struct lab *lab, int64_t linode, const char *region, bool public);
// One that is there comes to the Linode, as the last of its addresses.
void address_move(struct lab *lab, int64_t address, int64_t linode);
// The Linode goes: its reserved addresses stay, nobody's.
void address_leave(struct lab *lab, int64_t linode);
// The reserved address that a Linode of the region is to be made with; 0: the body names none, or
// is refused.
int64_t address_read(struct call *c, const struct doc *region);

// Its stable address in the region's /64 of 2001:db8::/32, without the prefix; it follows from the
// public one, which it has by then, or from its id where another Linode had that.
const char *address_slaac(struct lab *lab, struct arena *a, const char *region, int64_t linode);
// Those of a new NodeBalancer; NULL: none is free.
const char *address_of_balancer(struct lab *lab, struct arena *a, const char *region);
const char *address_of_balancer_ipv6(
    struct lab *lab, struct arena *a, const char *region, const char *ipv4);
// A range that is free in the region, of 64 or 56 bits; NULL: none is.
const char *address_range(struct lab *lab, struct arena *a, const char *region, int64_t prefix);

#endif
