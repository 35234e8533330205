// SPDX-License-Identifier: MIT
// What Cloud Firewalls really do: the networks of the lab filter, outside of its nodes.
#ifndef LAB_WORLD_FILTER_H
#define LAB_WORLD_FILTER_H

#include "lab/lab.h"

// A firewall's rules, or whether it is in force, are others now.
void filter_firewall(struct lab *lab, int64_t firewall);
// Which firewalls the Linode is behind, and with which of its ports.
void filter_linode(struct lab *lab, int64_t linode);
// Likewise a NodeBalancer, and all of a region: those that are gone, and their addresses, too.
void filter_balancer(struct lab *lab, int64_t balancer);
void filter_balancers(struct lab *lab, const char *region);
// The Linode is about to boot: those that it is behind are there before.
void filter_boot(struct lab *lab, int64_t linode);

#endif
