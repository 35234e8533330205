// SPDX-License-Identifier: MIT
// Openings: their fields.
#include "model/opening.h"

#include "base/texts.h"

#define OPENING(kind, member, ...) FIELD(kind, struct rule_opening, member, __VA_ARGS__)

const struct field opening_record[] = {
    OPENING(INT64, number, "number", "number"),
    OPENING(UUID, cluster, NULL, "cluster"),
    OPENING(TEXT, rule, "rule", "rule"),
    OPENING(TEXTS, nodes, NULL, "nodes"),
    OPENING(TIME, opened_ms, "opened", "opened_ms"),
    OPENING(TIME, until_ms, "until", "until_ms"),
    { FIELD_END },
};

bool
opening_has(const struct rule_opening *o, const char *node_uuid)
{
    return !o->nodes || !*o->nodes || texts_have(o->nodes, node_uuid);
}
