// SPDX-License-Identifier: MIT
// The networks that a node's rules know by name.
#include "base/str.h"
#include "model/network.h"
#include "step/aspect/rules/ruleset.h"
#include "step/world.h"

// As the cloud has them; before there is any, as the plan wants them.
static const char *const *
nets_of(struct arena *a, const struct holding *vpc)
{
    const char *const *parts =
        vpc->resource->parts && *vpc->resource->parts ? vpc->resource->parts : vpc->parts;
    const char **nets;
    size_t n = 0;

    while (parts && parts[n])
        n++;
    nets = arena_array(a, n + 1, sizeof *nets);
    n = 0;
    for (; parts && *parts; parts++) {
        const struct subnet s = subnet_read(a, *parts);
        if (!str_empty(s.ipv4))
            nets[n++] = s.ipv4;
    }
    return nets;
}

void
ruleset_networks(const struct member *m, struct ruleset *r)
{
    const struct node_plan *np = m->np;

    r->vlan = np->vlan ? np->vlan->ipv4 : NULL;
    if (!m->vpc)
        return;
    r->vpc = nets_of(m->world->arena, m->vpc);
    r->hidden = !networks_reached(np->networks);
    r->carries = !r->hidden && m->vpc->hides;
}
