// SPDX-License-Identifier: MIT
// VPCs, VLANs, placement and addresses of a plan.
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "model/machine.h"
#include "text/doc.h"

// Public IPv4 addresses of a node beside its first one; Linode's support says how many an account
// may have.
#define EXTRA_IPV4_MOST 14

struct plan_subnet {
    const char *name, *ipv4; // CIDR
    struct doc_pos pos;
};

// vpc: of a region: what is made there, or is there already.
struct plan_vpc {
    const char *name;
    struct plan_subnet *subnets;
    size_t n_subnets;
    bool existing; // others made it: it is used, and never changed or deleted
    struct doc_pos pos;
};

// The subnet that is meant by that name (NULL: the only one); NULL: it is not among those that the
// plan says.
const struct plan_subnet *plan_vpc_subnet(const struct plan_vpc *v, const char *name);
// Its name as it is kept; "": the only one of a VPC that others made.
const char *plan_vpc_subnet_name(const struct plan_vpc *v, const char *name);

// vpc: of a node plan: where its nodes are put.
struct plan_vpc_use {
    const char *vpc, *subnet; // subnet NULL: the only one
    bool nat;                 // without a public interface: a public address stands for it, 1:1
    struct doc_pos pos;
};

struct plan_vlan {
    const char *label;
    const char *ipv4; // CIDR that the nodes' addresses are taken from, or NULL: none
    struct doc_pos pos;
};

struct plan_placement {
    const char *name;
    const char *type;   // "anti_affinity:local"
    const char *policy; // "strict" or "flexible"
    struct doc_pos pos;
};

// Which networks a node's machine has, as its plan names them, told and kept as one text:
// "public, vpc shop/db", "linode, vpc shop/db nat, vlan mesh 10.9.0.0/24". NULL is the cloud's own
// way: a public one. Texts live in the arena; vpc and vlan may be NULL.
struct networks {
    enum generation generation;
    bool is_public;
    const struct plan_vpc_use *vpc;
    const struct plan_vlan *vlan;
};

const char *networks_text(struct arena *a, const struct networks *n);
// Has a machine with these a public interface? A public address, its own or one that stands for it?
bool networks_public(const char *networks);
bool networks_reached(const char *networks);
// Have both one in a VLAN of this name? VLANs are of a region.
bool networks_share_vlan(const char *a, const char *b);
// The same of VPCs; a NodeBalancer's traits are such a text, too.
bool networks_share_vpc(const char *a, const char *b);
// How many of them a Cloud Firewall filters: VLANs are filtered by nothing.
size_t networks_filtered(const char *networks);

#endif
