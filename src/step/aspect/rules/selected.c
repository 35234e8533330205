// SPDX-License-Identifier: MIT
// Selectors become the addresses of those who carry them.
#include "base/str.h"
#include "model/reach.h"
#include "step/aspect/rules/ruleset.h"
#include "step/world.h"

// Every address by which those whom a selector names come to a node, as far as they are known.
static const char *const *
addresses_of(const struct member *viewer, const char *selector)
{
    struct world *w = viewer->world;
    const struct selection *s = world_select(w, selector);
    const size_t most = (s ? s->n : 0) * (REACH_MOST + EXTRA_IPV4_MOST) + 1;
    const char **list = arena_array(w->arena, most, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; s && i < s->n; i++) {
        const struct node *to = s->items[i]->node;
        n += reach_all(viewer->node, to, list + n);
        for (size_t k = 0; k < EXTRA_IPV4_MOST && to->extra_ipv4 && to->extra_ipv4[k]; k++)
            list[n++] = to->extra_ipv4[k];
    }
    return list;
}

// Likewise in the VLAN of both.
static const char *const *
vlan_of(const struct member *viewer, const char *selector)
{
    struct world *w = viewer->world;
    const struct selection *s = world_select(w, selector);
    const char **list = arena_array(w->arena, (s ? s->n : 0) + 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; s && i < s->n; i++) {
        list[n] = reach_vlan(viewer->node, s->items[i]->node);
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
            if (peer->kind != PEER_SELECTOR || has_selector(list, n, peer->text))
                continue;
            list[n++] = (struct ruleset_members){ peer->text, addresses_of(m, peer->text),
                vlan_of(m, peer->text) };
        }
    rules->members = list;
    rules->n_members = n;
}
