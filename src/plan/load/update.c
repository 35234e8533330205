// SPDX-License-Identifier: MIT
// How nodes that serve are changed.
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

void
load_update(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "update", NULL);
    const char *serial = doc_get_text(d, "serial", "1");
    const unsigned n = (unsigned)strtoul(serial, NULL, 10);

    np->update = (struct plan_update){
        .serial = str_ends(serial, "%") ? 0 : n,
        .percent = str_ends(serial, "%") ? n : 0,
        .pause_ms = load_duration(l, doc_get(d, "pause"), 0),
        .ready = doc_get_text(d, "ready", NULL),
    };
}
