// SPDX-License-Identifier: MIT
// Which address of a node is right from here to there, and through whom one gets to it.
#ifndef MODEL_REACH_H
#define MODEL_REACH_H

#include "model/node.h"

struct reach {
    const char *address;    // NULL: no way is known, yet
    const struct node *via; // who carries a connection on to it; NULL: it is reached straight
};

// The address of a node's in a network of both: of their VPC, else of their region's private one.
// NULL: there is none.
const char *reach_near(const struct node *from, const struct node *to);

// The node's address in a VLAN of both, with its prefix; NULL: there is none.
const char *reach_vlan(const struct node *from, const struct node *to);

// From a node to another; from NULL: from outside of all clouds, where the controller is. `among`
// are the nodes that could carry something on.
struct reach reach_of(
    const struct node *from, const struct node *to, struct node *const *among, size_t n);

// Every address by which one comes to the other, straight, and so is known there, but for that in a
// VLAN: those that are known themselves, how many of them.
#define PRIVATE_NET "192.168.128.0/17" // Linode's private IPv4, one for a whole region
#define REACH_MOST 4
size_t reach_all(
    const struct node *from, const struct node *to, const char *addresses[static REACH_MOST]);

#endif
