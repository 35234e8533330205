// SPDX-License-Identifier: MIT
// What the account's limits left unmade. No API tells them beforehand.
#include "app/run/run.h"
#include "step/kinds.h"

struct limited {
    const struct step_kind *kind;
    const char *words;
    size_t made, wanted, refused;
};

static void
count(struct limited *l, const struct step *s)
{
    if (s->kind != l->kind)
        return;
    l->wanted++;
    l->made += s->state == STEP_DONE;
    l->refused += s->state == STEP_FAILED && s->err->code == LCT_EQUOTA;
}

const char *
run_limits(const struct run *r)
{
    struct limited all[] = {
        { &machine_create, "Linodes" },
        { &volume_made, "volumes" },
        { &balancer_create, "NodeBalancers" },
        { &firewall_create, "Cloud Firewalls" },
        { &vpc_create, "VPCs" },
        { &vpc_subnets, "VPCs with all their subnets" },
        { &placement_create, "placement groups" },
    };
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (size_t k = 0; r->graph && k < graph_count(r->graph); k++)
            count(&all[i], graph_at(r->graph, k));
        if (all[i].refused)
            buf_addf(&text, "%s%zu of %zu %s", text.len ? ", " : "", all[i].made, all[i].wanted,
                all[i].words);
    }
    return text.len ? arena_strdup(r->arena, buf_str(&text)) : NULL;
}
