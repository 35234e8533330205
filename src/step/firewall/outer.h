// SPDX-License-Identifier: MIT
// The outer layer: what the nodes' own firewall lets through, as rules of a Cloud Firewall. Never
// less than that; more where the cloud takes no finer rules, and then it is said. Pure.
#ifndef STEP_FIREWALL_OUTER_H
#define STEP_FIREWALL_OUTER_H

#include "model/cloud_rules.h"
#include "step/aspect/rules/ruleset.h"

struct outer_args {
    const struct ruleset *inner;
    // Networks that take the place of too many of their members, NULL-terminated: those that
    // strangers may be in, but are the cloud's own, and stay within a region or a VPC.
    const char *const *ranges;
    bool exact; // what would have to be coarser is LCT_EPLAN
};

struct outer {
    struct cloud_rules rules;
    const char *const *notes; // what is coarser than the nodes' own, and how; NULL-terminated
};

int outer_compile(
    struct arena *a, const struct outer_args *args, struct outer *ret, struct lct_err *err);

#endif
