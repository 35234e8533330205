// SPDX-License-Identifier: MIT
// Interfaces of both generations: what they have in common.
#ifndef LAB_WORLD_NETWORK_INTERFACE_H
#define LAB_WORLD_NETWORK_INTERFACE_H

#include "lab/world/network/network.h"

// How an interface is in a VPC.
struct interface_vpc {
    int64_t subnet;
    const char *address; // asked for; NULL, "auto": the first that is free
    const char *nat;     // the public address that is to stand for it; NULL: none
    const char *ranges;  // JSON, a list of texts
};

// Refuses what cannot be, and finds an address. but: the interface that has it already. prefix: of
// names of fields. region: the Linode's.
void interface_vpc_check(struct call *c, const char *prefix, const char *region, int64_t but,
    const char *field, struct interface_vpc *v);
// Texts of a list that are networks within the subnet, as JSON.
const char *interface_ranges_read(
    struct call *c, const char *field, const struct doc *list, int64_t subnet);
void interface_vlan_check(struct call *c, const char *label_field, const char *label,
    const char *ipam_field, const char *ipam);
// Its region has room for one more VLAN, if this is one.
void interface_vlan_room(struct call *c, const char *field, const char *region, const char *label);

void interface_note(struct call *c, const char *action, int64_t linode, int64_t id);

// ---- Linode interfaces

// All of the Linode's, or one, as the API shows them.
struct doc *linode_interfaces_show(struct call *c, int64_t linode, int64_t id);
// Makes the one that a body tells of; 0: refused. prefix: of names of fields.
int64_t linode_interface_add(
    struct call *c, int64_t linode, const char *region, const struct doc *body, const char *prefix);
// What the call's body says of this one; what it leaves out stays as `old` shows it.
void linode_interface_change(
    struct call *c, int64_t linode, int64_t id, const char *region, const struct doc *old);

#endif
