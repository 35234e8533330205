// SPDX-License-Identifier: MIT
// The firewalls of a cluster by the plan that it keeps and the inventory: nothing is asked, nobody
// is logged in to.
#ifndef APP_FIREWALL_STANDING_H
#define APP_FIREWALL_STANDING_H

#include "app/run/run.h"
#include "step/aspect/membership.h"

// Of a run that has begun: finds the cluster and its plan; r->world has all nodes as members, by
// that plan, and what there is beside them, as of standing_set.
int standing_open(struct run *r, const char *name, struct lct_err *err);

// {direction, protocol, ports, source_ports, interface, peers: [{kind, name, addresses}], to,
// origin, text, during, since, waits, file, line, until}
struct doc *standing_rule_doc(
    struct arena *a, const struct run *r, const struct ruleset *set, const struct plan_rule *rule);

const char *standing_time(struct arena *a, int64_t wall_ms); // as answers tell it

// show.c: {number, rule, nodes: [name], null for all, opened, until, ended}
struct doc *standing_opening_doc(
    struct arena *a, const struct run *r, const struct rule_opening *o);

#endif
