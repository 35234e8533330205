// SPDX-License-Identifier: MIT
// Selectors become the addresses of those who carry them.
#include <string.h>

#include "base/str.h"
#include "model/reach.h"
#include "step/aspect/rules/ruleset.h"
#include "step/world.h"

// Those whom a peer means: some of this cluster's, or all of another's.
struct meant {
    const struct selection *members;
    const struct neighbour *neighbour;
    size_t n;
};

static struct meant
meant_by(const struct world *w, const struct plan_peer *peer)
{
    struct meant ret = { 0 };

    if (peer->kind == PEER_CLUSTER)
        ret.neighbour = world_neighbour(w, peer->text + strlen(PEER_CLUSTER_WORD));
    else
        ret.members = world_select(w, peer->text);
    ret.n = ret.members ? ret.members->n : ret.neighbour ? ret.neighbour->n : 0;
    return ret;
}

static const struct node *
meant_at(const struct meant *whom, size_t i)
{
    return whom->members ? whom->members->items[i]->node : whom->neighbour->nodes[i];
}

// Every address by which those come to a node, as far as they are known.
static const char *const *
addresses_of(const struct member *viewer, const struct meant *whom)
{
    const size_t most = whom->n * (REACH_MOST + EXTRA_IPV4_MOST) + 1;
    const char **list = arena_array(viewer->world->arena, most, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < whom->n; i++) {
        const struct node *to = meant_at(whom, i);
        n += reach_all(viewer->node, to, list + n);
        for (size_t k = 0; k < EXTRA_IPV4_MOST && to->extra_ipv4 && to->extra_ipv4[k]; k++)
            list[n++] = to->extra_ipv4[k];
    }
    return list;
}

// Likewise in the VLAN of both.
static const char *const *
vlan_of(const struct member *viewer, const struct meant *whom)
{
    const char **list = arena_array(viewer->world->arena, whom->n + 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < whom->n; i++) {
        list[n] = reach_vlan(viewer->node, meant_at(whom, i));
        n += list[n] != NULL;
    }
    return list;
}

static bool
has_selector(const struct ruleset_members *list, size_t n, const char *selector)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].selector, selector))
            return true;
    return false;
}

void
ruleset_selected(const struct member *m, struct ruleset *rules)
{
    struct world *w = m->world;
    size_t n = 0, most = 0;

    for (size_t i = 0; i < rules->n_rules; i++)
        most += rules->rules[i].n_peers;
    struct ruleset_members *list = arena_array(w->arena, most, sizeof *list);
    for (size_t i = 0; i < rules->n_rules; i++)
        for (size_t k = 0; k < rules->rules[i].n_peers; k++) {
            const struct plan_peer *peer = &rules->rules[i].peers[k];
            if (!peer_is_set(peer) || has_selector(list, n, peer->text))
                continue;
            const struct meant whom = meant_by(w, peer);
            list[n++] =
                (struct ruleset_members){ peer->text, addresses_of(m, &whom), vlan_of(m, &whom) };
        }
    rules->members = list;
    rules->n_members = n;
}
