// SPDX-License-Identifier: MIT
// Between the files of NodeBalancers over API v4: these, their ports ("configs" there), and those
// that a port sends to ("nodes").
#ifndef CLOUD_LINODE_BALANCER_H
#define CLOUD_LINODE_BALANCER_H

#include "cloud/linode/client.h"

// A call about "/nodebalancers/ID", then about "/configs" of it and one of these, then about
// "/nodes" of that and one of these; what is NULL is left out, and "" stands for all of them. Sets
// the spec's path and id.
struct op *start_at(
    struct cloud *c, const char *id, const char *port, const char *node, struct call_spec *spec);

const char *one_id(const char *id); // the id of one thing: never ""

struct op *balancer_update(struct cloud *c, const char *id, const char *const *tags,
    unsigned throttle, cloud_thing_fn *fn, void *user);

struct op *within_get(struct cloud *c, const char *id, cloud_within_fn *fn, void *user);
void within_put(struct arena *a, struct doc *d, const struct balancer_vpc *within);

struct op *port_list(struct cloud *c, const char *id, cloud_ports_fn *fn, void *user);
struct op *port_create(struct cloud *c, const char *id, const struct balancer_port_spec *spec,
    cloud_port_fn *fn, void *user);
struct op *port_update(struct cloud *c, const char *id, const char *port,
    const struct balancer_port_spec *spec, cloud_port_fn *fn, void *user);
struct op *port_remove(
    struct cloud *c, const char *id, const char *port, cloud_done_fn *fn, void *user);

struct op *balanced_list(
    struct cloud *c, const char *id, const char *port, cloud_balanceds_fn *fn, void *user);
struct op *balanced_create(struct cloud *c, const char *id, const char *port,
    const struct balancer_node *node, cloud_balanced_fn *fn, void *user);
struct op *balanced_update(struct cloud *c, const char *id, const char *port,
    const struct balancer_node *node, cloud_balanced_fn *fn, void *user);
struct op *balanced_remove(struct cloud *c, const char *id, const char *port, const char *node,
    cloud_done_fn *fn, void *user);

#endif
