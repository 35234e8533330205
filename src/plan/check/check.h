// SPDX-License-Identifier: MIT
// What the parts of checking share.
#ifndef PLAN_CHECK_CHECK_H
#define PLAN_CHECK_CHECK_H

#include "plan/load/load.h"

struct names {
    const char **items;
    size_t n, cap;
};

struct checking {
    struct loading *l;
    struct map tags, plans;  // what selectors may name: tags, and names of node plans
    struct names candidates; // the same, for did-you-mean
    struct names peers;      // those, and networks by name: whom rules may name
    bool told_opened;        // that what converges opens its node
};

static inline struct diag *
check_error(struct checking *c, struct doc_pos pos, const char *what, const char *name)
{
    return diags_add(c->l->diags, DIAG_ERROR, pos, "%s '%s'", what, name);
}

// selector.c
void check_collect(struct checking *c);
// A selector that names no tag and no node plan is told.
bool check_selector(struct checking *c, const char *name, struct doc_pos pos);
// Likewise of a rule's peer, which may be a network by name.
void check_peer(struct checking *c, const struct plan_peer *peer);
// Networks whose names could be selectors, too.
void check_networks(struct checking *c);
void check_selectors(struct checking *c); // hosts, dns, start, stop and the hooks of the cluster
void check_steps(struct checking *c, const struct plan_step *steps, size_t n);

// names.c: name expressions and counters.
void check_counters(struct checking *c);
void check_names(struct checking *c, const struct region_plan *rp, const struct node_plan *np);

// content.c: placeholders of files, units and user-data.
void check_content(struct checking *c, const struct region_plan *rp, const struct node_plan *np);

// handed.c: what goes with the machines of a node plan.
void check_handed(struct checking *c, const struct node_plan *np);

// region.c: what belongs together within one region.
void check_region(struct checking *c, struct region_plan *rp);

// firewall.c: selectors of rules; and whether what installs software can reach it.
void check_firewall(struct checking *c, const struct node_plan *np);

#endif
