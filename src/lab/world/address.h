// SPDX-License-Identifier: MIT
// Addresses: every region has a slice of the public ones of its own, in the order of first use, and
// all of the private ones.
#ifndef LAB_WORLD_ADDRESS_H
#define LAB_WORLD_ADDRESS_H

#include "lab/lab.h"

// Gives the Linode one more address of 198.18.0.0/15 (its region's /22 of it) or of
// 192.168.128.0/17, which Linodes of other regions may have, too. False when none is free.
bool address_give(struct lab *lab, int64_t linode, const char *region, bool public);
// Its stable address in the region's /64 of 2001:db8::/32, without the prefix; it follows from the
// public one, which it has by then.
const char *address_slaac(struct lab *lab, struct arena *a, const char *region, int64_t linode);
// Those of a new NodeBalancer; NULL: none is free.
const char *address_of_balancer(struct lab *lab, struct arena *a, const char *region);
const char *address_of_balancer_ipv6(
    struct lab *lab, struct arena *a, const char *region, const char *ipv4);

#endif
