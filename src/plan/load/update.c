// SPDX-License-Identifier: MIT
// How nodes that serve are changed, and how many of them are enough.
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

// "4" or "80%" of the nodes.
static void
load_share(const char *text, unsigned *number, unsigned *percent)
{
    const unsigned n = (unsigned)strtoul(text, NULL, 10);

    *number = str_ends(text, "%") ? 0 : n;
    *percent = str_ends(text, "%") ? n : 0;
}

void
load_update(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "update", NULL), *ready = doc_get(d, "ready");

    np->update = (struct plan_update){
        .pause_ms = load_duration(l, doc_get(d, "pause"), 0),
        .ready = ready ? load_port_text(l, ready, doc_text(ready, "")) : NULL,
    };
    load_share(doc_get_text(d, "serial", "1"), &np->update.serial, &np->update.percent);
    load_share(doc_text(node_key(l, node, "min_ready", NULL), "0"), &np->min_ready,
        &np->min_ready_percent);
}
