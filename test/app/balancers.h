// SPDX-License-Identifier: MIT
// The cluster demo with a NodeBalancer, front, over its nodes, web.
#ifndef TEST_APP_BALANCERS_H
#define TEST_APP_BALANCERS_H

#include "cloud/mem/account.h"
#include "process.h"

#define ANOTHER_MACHINE "g6-nanode-1" // as a type of the plans: smaller than the others' disks
#define TWO_PORTS "ports: [80, {port: 443, protocol: tcp, target_port: 8443}], drain: 40s"

// n nodes of a type; balancer: what the plan says of it beside its name and nodes. lct_plan_free
// it. The others create the demo with it, or apply it.
struct lct_plan *balancer_plan(struct process *p, const char *type, int n, const char *balancer);
int balancer_create_demo(struct process *p, int n, const char *balancer,
    const struct lct_watch *watch, struct lct_err *err);
void balancer_create_well(struct process *p, int n, const char *balancer);
void balancer_apply_well(struct process *p, const char *type, int n, const char *balancer);
struct mem_balancer *balancer_front(struct process *p);
const struct mem_port *balancer_port_of(struct process *p, unsigned number);
bool balancer_sends_to_all(struct process *p, unsigned number, unsigned target);
void assert_balanced(struct process *p, size_t n);
unsigned balancer_requests(struct process *p, const char *kind);

#endif
