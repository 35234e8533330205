// SPDX-License-Identifier: MIT
// What a cloud has beside machines, noun by noun: part of port/cloud.h, which says how all of it is
// called.
#ifndef PORT_CLOUD_THINGS_H
#define PORT_CLOUD_THINGS_H

#include "io/op.h"
#include "model/balancer.h"
#include "model/firewall.h"
#include "model/resource.h"
#include "model/vpc.h"

struct cloud;

typedef void cloud_done_fn(void *user, const struct lct_err *err);
typedef void cloud_thing_fn(void *user, const struct lct_err *err, const struct thing *t);
typedef void cloud_things_fn(
    void *user, const struct lct_err *err, const struct thing *things, size_t n);

// The same of every noun beside machines. remove: LCT_EWAIT while machines are in it.
struct thing_ops {
    struct op *(*create)(
        struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user);
    struct op *(*get)(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user);
    struct op *(*list)(struct cloud *c, cloud_things_fn *fn, void *user); // all of the account
    // All with this very label: none or one.
    struct op *(*find)(struct cloud *c, const char *label, cloud_things_fn *fn, void *user);
    struct op *(*remove)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
};

// What placement groups have beside: of a machine that is in it, or is not, already nothing
// changes.
struct placement_ops {
    struct op *(*assign)(struct cloud *c, const char *id, const char *const *machines,
        cloud_done_fn *fn, void *user);
    struct op *(*unassign)(struct cloud *c, const char *id, const char *const *machines,
        cloud_done_fn *fn, void *user);
};

// What volumes have beside. Each but clone is what is to be: where it is so already nothing
// changes, so that it may be asked for again when an answer was lost. LCT_EWAIT: it is not ready,
// or the machine is busy.
struct volume_ops {
    // To a machine of its region, in a free slot of that configuration (NULL: as boot has it).
    // LCT_EFAILED: another one has it, no slot is free, or nobody knows which configuration.
    struct op *(*attach)(struct cloud *c, const char *id, const char *machine, const char *config,
        cloud_done_fn *fn, void *user);
    struct op *(*detach)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
    // Volumes only grow: LCT_EFAILED.
    struct op *(*resize)(
        struct cloud *c, const char *id, int64_t size_gb, cloud_done_fn *fn, void *user);
    // Another volume with what is on it, attached to none. It has no tags: update gives it some.
    struct op *(*clone)(
        struct cloud *c, const char *id, const char *label, cloud_thing_fn *fn, void *user);
    // Replaces all tags, and the label (NULL: it stays); with the label its device changes.
    struct op *(*update)(struct cloud *c, const char *id, const char *label,
        const char *const *tags, cloud_thing_fn *fn, void *user);
};

typedef void cloud_addresses_fn(
    void *user, const struct lct_err *err, const struct vpc_address *list, size_t n);

// What VPCs have beside. A VPC has no tags at Linode: whoever carries them there, create, get and
// list tell them all the same.
struct vpc_ops {
    // A subnet more, of that name and network. LCT_EEXISTS: one has the name; LCT_EFAILED: they
    // overlap.
    struct op *(*add)(struct cloud *c, const char *id, const struct subnet *subnet,
        cloud_done_fn *fn, void *user);
    // LCT_EWAIT: machines are in it.
    struct op *(*drop)(
        struct cloud *c, const char *id, const char *subnet, cloud_done_fn *fn, void *user);
    // The addresses of all machines in it, and the ranges that machines or NodeBalancers have.
    struct op *(*addresses)(struct cloud *c, const char *id, cloud_addresses_fn *fn, void *user);
};

// What Cloud Firewalls have beside. Each is what is to be: where it is so already nothing changes.
struct firewall_ops {
    // All its rules become these; what was let through before stays connected. LCT_EFAILED: the
    // cloud does not take as many (model/cloud_rules.h).
    struct op *(*rules)(struct cloud *c, const char *id, const struct cloud_rules *rules,
        cloud_done_fn *fn, void *user);
    // It is in force again.
    struct op *(*enable)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
    // The machine is behind it. LCT_EFAILED: it is behind another one that is in force.
    struct op *(*attach)(
        struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user);
    struct op *(*detach)(
        struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user);
};

typedef void cloud_port_fn(void *user, const struct lct_err *err, const struct balancer_port *port);
typedef void cloud_ports_fn(
    void *user, const struct lct_err *err, const struct balancer_port *ports, size_t n);
typedef void cloud_balanced_fn(
    void *user, const struct lct_err *err, const struct balancer_node *node);
typedef void cloud_balanceds_fn(
    void *user, const struct lct_err *err, const struct balancer_node *nodes, size_t n);

// NULL: it is in no VPC.
typedef void cloud_within_fn(
    void *user, const struct lct_err *err, const struct balancer_vpc *within);

// What NodeBalancers have beside: their ports, and those that a port sends to. Number and packets
// of a port are unique in its balancer (LCT_EFAILED), addresses within a port are not: whoever
// does not know what became of a create looks through the list before the next one.
struct balancer_ops {
    // Replaces all tags.
    struct op *(*update)(struct cloud *c, const char *id, const char *const *tags,
        unsigned throttle, cloud_thing_fn *fn, void *user);
    // Where it reaches its nodes: that is said when one is made (thing_spec), and never changes.
    struct op *(*within)(struct cloud *c, const char *id, cloud_within_fn *fn, void *user);
    struct op *(*ports)(struct cloud *c, const char *id, cloud_ports_fn *fn, void *user);
    // It sends to nobody yet.
    struct op *(*port_create)(struct cloud *c, const char *id,
        const struct balancer_port_spec *spec, cloud_port_fn *fn, void *user);
    // All of it becomes what is given; those that it sends to stay. Without a certificate it keeps
    // the one that it has.
    struct op *(*port_update)(struct cloud *c, const char *id, const char *port,
        const struct balancer_port_spec *spec, cloud_port_fn *fn, void *user);
    struct op *(*port_remove)(
        struct cloud *c, const char *id, const char *port, cloud_done_fn *fn, void *user);
    // Whom a port sends to.
    struct op *(*nodes)(
        struct cloud *c, const char *id, const char *port, cloud_balanceds_fn *fn, void *user);
    struct op *(*node_create)(struct cloud *c, const char *id, const char *port,
        const struct balancer_node *node, cloud_balanced_fn *fn, void *user);
    // Label, mode and weight; node->id tells which one.
    struct op *(*node_update)(struct cloud *c, const char *id, const char *port,
        const struct balancer_node *node, cloud_balanced_fn *fn, void *user);
    struct op *(*node_remove)(struct cloud *c, const char *id, const char *port, const char *node,
        cloud_done_fn *fn, void *user);
};

#endif
