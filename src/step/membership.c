// Whom a member's rules mean now: selectors become the addresses of those who carry them.
#include <string.h>

#include "base/str.h"
#include "step/node_bundle.h"
#include "step/ruleset.h"

// Every address of everybody a selector names, as far as they are known.
static const char *const *
addresses_of(struct world *w, const char *selector)
{
    const struct selection *s = world_select(w, selector);
    const char **list = arena_array(w->arena, (s ? s->n : 0) * 3 + 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; s && i < s->n; i++) {
        const struct node *node = s->items[i]->node;
        const char *all[] = { node->public_ipv4, node->private_ipv4, node->ipv6 };
        for (size_t k = 0; k < 3; k++)
            if (all[k])
                list[n++] = all[k];
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

static const char *const *
resolvers_of(struct member *m)
{
    struct arena *a = m->world->arena;
    const char *const *lists[2] = { m->region->resolvers_ipv4, m->region->resolvers_ipv6 };
    size_t n = 0;

    for (size_t i = 0; i < 2; i++)
        for (const char *const *r = lists[i]; r && *r; r++)
            n++;
    const char **all = arena_array(a, n + 1, sizeof *all);
    n = 0;
    for (size_t i = 0; i < 2; i++)
        for (const char *const *r = lists[i]; r && *r; r++)
            all[n++] = *r;
    return all;
}

void
member_ruleset(struct member *m, struct ruleset *ret)
{
    struct world *w = m->world;
    size_t n = 0, most = 0;

    for (size_t i = 0; i < m->np->n_rules; i++)
        most += m->np->rules[i].n_peers;
    struct ruleset_members *list = arena_array(w->arena, most, sizeof *list);
    for (size_t i = 0; i < m->np->n_rules; i++)
        for (size_t k = 0; k < m->np->rules[i].n_peers; k++) {
            const struct plan_peer *peer = &m->np->rules[i].peers[k];
            if (peer->kind != PEER_SELECTOR || has_selector(list, n, peer->text))
                continue;
            list[n++] = (struct ruleset_members){ peer->text, addresses_of(w, peer->text) };
        }
    *ret = (struct ruleset){
        .rules = m->np->rules,
        .n_rules = m->np->n_rules,
        .members = list,
        .n_members = n,
        .access = w->plan->access,
        .resolvers = resolvers_of(m),
    };
}

int
member_ruleset_digest(struct member *m, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    struct ruleset r;

    member_ruleset(m, &r);
    if (ruleset_render(&r, RULESET_FULL, &text, err) < 0)
        return lct_wrap(err, "the firewall of %s", m->node->name);
    digest_text(buf_str(&text), text.len, digest);
    return LCT_OK;
}
