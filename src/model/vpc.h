// SPDX-License-Identifier: MIT
// VPCs: a network of the account's own in one region, and the subnets that it is parted into. A
// thing tells each of these as a text: its name, its network, and the cloud's id once it has one,
// "front 10.0.1.0/24 241163".
#ifndef MODEL_VPC_H
#define MODEL_VPC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cidr.h"

struct subnet {
    const char *name; // "": whichever is the only one
    const char *ipv4; // CIDR; "": whatever it is
    const char *id;   // the cloud's; "": none known
};

const char *subnet_text(struct arena *a, const struct subnet *s);
struct subnet subnet_read(struct arena *a, const char *text); // its texts are never NULL
// The one of that name among such texts, or the only one; false: there is none.
bool subnet_find(struct arena *a, const char *const *parts, const char *name, struct subnet *ret);
// Have they an address in common?
bool subnets_overlap(const struct subnet *a, const struct subnet *b);
// How many nodes the network has addresses for: Linode keeps two at each end of it.
int64_t subnet_room(const char *ipv4);

// Is it a range of the network, and without the two at each end of that? Both are IPv4.
bool subnet_spares(const struct cidr *net, const struct cidr *range);
// The last range of such a size that it spares, and that overlaps none of those; false: there is
// none.
bool subnet_last_free(
    const struct cidr *net, unsigned prefix, const struct cidr *taken, size_t n, struct cidr *ret);

// One address of a machine in a VPC; or a range there, "10.0.1.248/30", of whomever: machine is "".
struct vpc_address {
    const char *machine, *ipv4;
};
// Those of one machine together.
int vpc_address_compare(const struct vpc_address *a, const struct vpc_address *b);
// The first of a machine's in a list that is so sorted; NULL: it has none there.
const struct vpc_address *vpc_address_find(
    const struct vpc_address *list, size_t n, const char *machine);

#endif
