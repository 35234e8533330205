// SPDX-License-Identifier: MIT
// Between the files of balancer*.c: NodeBalancers, and their ports.
#ifndef CLOUD_MEM_BALANCER_H
#define CLOUD_MEM_BALANCER_H

#include "cloud/mem/request.h"

// A request about the balancer of this id, and that balancer when it arrives (NULL: there is none).
struct request *balancer_request(struct cloud *c, const char *kind, request_effect_fn *effect,
    request_tell_fn *tell, const char *id, any_fn *fn, void *user);
struct mem_balancer *balancer_target(struct request *r, struct lct_err *err);

struct op *balancer_put(struct cloud *c, const char *id, const char *const *tags, unsigned throttle,
    cloud_thing_fn *fn, void *user);

// balancer_vpc.c. Is what is asked for within a subnet of its region, with a range of that which is
// nobody else's?
int balancer_within_check(struct request *r, const struct thing_spec *s, struct lct_err *err);
const struct balancer_vpc *balancer_within_copy(
    struct arena *a, const char *vpc, const struct balancer_vpc *from);
// Is it sent to by a private address, or by one of the subnet that the balancer is within?
int balancer_node_check(struct request *r, const struct balancer_node *n, struct lct_err *err);
struct op *balancer_place(struct cloud *c, const char *id, cloud_within_fn *fn, void *user);

#endif
