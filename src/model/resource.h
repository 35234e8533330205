// SPDX-License-Identifier: MIT
// What a cluster has beside its nodes: one record for things of every noun, as the inventory keeps
// it.
#ifndef MODEL_RESOURCE_H
#define MODEL_RESOURCE_H

#include "model/balancer.h"
#include "model/cloud_rules.h"
#include "model/node.h"
#include "model/vpc.h"

// Stored by name.
enum noun {
    NOUN_PLACEMENT,
    NOUN_VOLUME,
    NOUN_VPC,
    NOUN_FIREWALL,
    NOUN_BALANCER,
    NOUN_ADDRESS, // a reserved one; its id is the address itself
    N_NOUNS
};

const char *noun_title(enum noun n); // "placement group"
const char *noun_name(enum noun n);  // as it is stored: "placement"

struct resource {
    enum noun noun;
    char uuid[UUID_TEXT];
    char cluster[UUID_TEXT];
    const char *name;     // as the plan calls it; unique in its cluster, noun and region
    const char *label;    // the cloud's
    const char *region;   // its id
    const char *cloud_id; // NULL: none known
    const char *traits;   // of its noun, what it cannot change: "anti_affinity:local strict"
    enum state state;
    const char *error;              // of a failed one; NULL
    int64_t size_gb;                // as it was last seen; 0: it has none, or nobody saw it yet
    const char *address, *hostname; // of a balancer, by which clients find it; NULL: nobody saw it
    // UUID of the cluster that it was of, as long as it carries that one's tags; "": it is nobody's
    // by its tags; NULL: it carries its own
    const char *former;
    const char *const *parts; // of a VPC: its subnets, as model/vpc.h tells them
    bool existing;            // others made it: it is used, and never changed or deleted
    // Of a Cloud Firewall: the digest of the rules that it was given last; NULL: none known
    const char *rules;
    int64_t created_ms, updated_ms;
};

extern const struct field resource_record[];

// By which address a NodeBalancer of these traits, in the node's region, sends to it; NULL: by none
// yet, or never.
const char *balancer_sends(const char *traits, const struct node *n);

// The same as the cloud shows it. Texts and lists that no comment says it of are never NULL.
struct thing {
    const char *id, *label, *region; // region "": it is of none
    const char *traits;              // of a balancer: "", whatever they are: no list tells them
    // Ids of machines in it, or that it is attached to. Of a Cloud Firewall: each as often as there
    // are networks of its that are filtered; INTERFACES_MAX times where they are not told apart.
    const char *const *members;
    const char *const *tags;
    const char *const *parts; // of a VPC: its subnets, with their ids
    int64_t size_gb;          // 0: it has none
    const char *device; // of a volume: where a node that it is attached to finds it; NULL: no such
    // Of a Cloud Firewall: the digest of its rules; "": they are none that we would give; NULL: no
    // such
    const char *rules;
    const char *address, *hostname; // of a balancer, by which clients find it; NULL: no such
    unsigned throttle;              // likewise: connections a second from one client; 0: any number
    // Likewise, where somebody asked for them, and for whom each sends to; of a list of its own.
    const struct balancer_port *ports;
    size_t n_ports;
    // Of a VPC, where somebody asked for them: the addresses there; of a list of its own.
    const struct vpc_address *addresses;
    size_t n_addresses; // sorted by machine
    bool ready; // it is what it was last asked to be: nothing is being done to it, it is in force
};

extern const struct field thing_record[]; // for copies

struct things {
    struct thing *items;
    size_t n;
};

// And as it is asked for.
struct thing_spec {
    const char *label, *region, *traits;
    const char *const *tags;           // NULL, or of a noun that carries them
    int64_t size_gb;                   // of a noun that has a size
    const char *const *parts;          // NULL, or of a VPC: its subnets
    const struct cloud_rules *rules;   // of a Cloud Firewall
    unsigned throttle;                 // of a balancer
    const struct balancer_vpc *within; // likewise, a subnet by its id; NULL: it is in none
};

#endif
