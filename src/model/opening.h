// SPDX-License-Identifier: MIT
// What was opened by hand for a time. It ends by itself, on the nodes, whoever is gone by then.
#ifndef MODEL_OPENING_H
#define MODEL_OPENING_H

#include "base/digest.h"
#include "model/field.h"
#include "model/firewall.h"

struct rule_opening {
    char cluster[UUID_TEXT];
    int64_t number;              // of the cluster's, from 1
    const char *rule;            // as plans say them
    const char *const *nodes;    // UUIDs; NULL: all, whoever joins, too
    int64_t opened_ms, until_ms; // wall time, whole seconds
};

extern const struct field opening_record[];

// One that is to hold, and what its rule says: several services make several. The rules have the
// end of it, and are of its origin.
struct opened {
    const struct rule_opening *kept;
    const struct plan_rule *rules;
    size_t n_rules;
};

// Is it of that node?
bool opening_has(const struct rule_opening *o, const char *node_uuid);

#endif
