// SPDX-License-Identifier: MIT
// The parts of a plan as answers.
#ifndef APP_PLANS_DOC_H
#define APP_PLANS_DOC_H

#include "model/plan.h"
#include "plan/want/price.h"

// Everything a node plan says, what it leaves to defaults filled in.
struct doc *node_plan_doc(
    struct arena *a, const struct region_plan *rp, const struct node_plan *np);
struct doc *balancer_doc(struct arena *a, const struct plan_balancer *b);
struct doc *steps_doc(struct arena *a, const struct plan_step *steps, size_t n);

struct doc *price_doc(struct arena *a, struct price p); // {"hourly", "monthly"}
// {"hourly", "monthly", "nodes", "backups", "volumes", "balancers", "addresses": {"hourly",
// "monthly"}}
struct doc *bill_doc(struct arena *a, const struct bill *b);

// order_doc.c: what is said of the cluster as a whole - counters, access, hosts, dns, depends,
// start, stop, hooks -, and what is not carried out yet.
void put_plan_order(struct arena *a, struct doc *d, const struct plan *p);

#endif
