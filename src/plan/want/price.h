// SPDX-License-Identifier: MIT
// What a cluster costs by the catalogue's prices, USD, without traffic and tax.
#ifndef PLAN_WANT_PRICE_H
#define PLAN_WANT_PRICE_H

#include "model/plan.h"

struct price {
    double hourly, monthly;
};

struct bill {
    const struct catalogue *catalogue;
    struct price nodes, backups, volumes, balancers, addresses;
};

// n nodes of a type with the volumes and addresses that their plan gives each of them; type or np
// NULL: unknown, left out.
void bill_nodes(struct bill *b, const struct type *type, const char *region,
    const struct node_plan *np, size_t n);
// Their backups; type NULL: likewise.
void bill_backups(struct bill *b, const struct type *type, const char *region, size_t n);
void bill_volume(struct bill *b, const char *region, int64_t gb);
void bill_reserved(struct bill *b, const char *region, size_t n); // addresses
void bill_balancers(struct bill *b, const char *region, size_t n);
// All that a resolved plan wants.
void bill_plan(struct bill *b, const struct plan *p);

struct price bill_total(const struct bill *b);
struct price price_less(struct price a, struct price b);

#endif
