// SPDX-License-Identifier: MIT
// Cloud Firewalls: made before the machines that are born behind them, given their rules when the
// addresses of all are known, put before those that were there already only then, so that nothing
// is cut off; deleted when all machines that go are gone.
#include "step/firewall/firewall.h"

#include "base/str.h"
#include "build/noun.h"
#include "build/private.h"
#include "model/network.h"
#include "step/kinds.h"

// ---- who is behind which

static struct holding *
firewall_of(const struct member *m)
{
    return m->firewall;
}

static size_t
filtered(const struct member *m)
{
    return networks_filtered(m->node->networks);
}

static void
set_firewalls(struct world *w)
{
    _own_(map) struct map by_group = { 0 };
    struct arena *a = w->arena;

    for (size_t i = 0; i < w->n_holdings; i++) {
        const struct resource *r = w->holdings[i].resource;
        if (r->noun == NOUN_FIREWALL)
            map_put(&by_group, arena_printf(a, "%s %s", r->region, r->name), &w->holdings[i]);
    }
    for (size_t i = 0; i < w->n_members && by_group.n; i++) {
        struct member *m = &w->members[i];
        if (m->leaving || !m->np || m->np->cloud_firewall == OUTER_NONE)
            continue;
        m->firewall = map_get(&by_group, arena_printf(a, "%s %s", m->node->region, m->node->group));
        if (m->firewall && !m->firewall->member)
            m->firewall->member = m;
    }
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    static const struct thing none;

    set_firewalls(w);
    for (size_t i = 0; i < of->n_things; i++) {
        struct holding *h = &w->holdings[i];
        const char **tags;
        char tag[LCT_TAG_MAX];
        if (h->resource->noun != NOUN_FIREWALL)
            continue;
        tags = arena_array(w->arena, 2, sizeof *tags);
        tags[0] = arena_strdup(w->arena, cluster_tag(h->resource->cluster, tag));
        h->tags = tags;
        h->seen = of->things[i].seen;
        if (h->seen || of->things[i].kind != CHANGE_DELETE)
            holding_moves(w, h, h->seen ? h->seen : &none, staying, firewall_of, filtered);
    }
}

// ---- steps

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, "", h);
}

// Of a member that comes no address is known yet.
static bool
is_known(const struct member *m)
{
    return m->leaving || m->node->public_ipv4 || m->node->private_ipv4 || m->node->ipv6;
}

static bool
are_known(const struct world *w)
{
    for (size_t i = 0; i < w->n_members; i++)
        if (!is_known(&w->members[i]))
            return false;
    return true;
}

// Notes what is to be told of it before; false where it would come out as it is.
static bool
is_due(struct build *b, struct holding *h, bool known)
{
    struct outer outer;

    if (firewall_outer(h, &outer, b->err) < 0)
        return false;
    h->notes = outer.notes;
    h->changes = !known || firewall_differs(h, cloud_rules_digest(b->world->arena, &outer.rules));
    return h->changes;
}

static void
add_one(struct build *b, const struct resource_change *c, struct holding *h, bool known)
{
    struct step *made = NULL, *rules = NULL, *leave = NULL;

    if (c->kind == CHANGE_CREATE || (c->kind == CHANGE_FINISH && !c->seen)) {
        made = add(b, &firewall_create, h);
        made->uncertain = h->uncertain;
    }
    b->made[h - b->world->holdings] = made;
    if (h->member && is_due(b, h, known)) {
        rules = add(b, &firewall_rules, h);
        step_needs(rules, made);
        step_after(rules, b->known);
        step_after(b->told, rules);
    }
    h->ruled = rules;
    if (h->leaves)
        leave = add(b, &firewall_leave, h);
    if (h->joins) {
        struct step *s = add(b, &firewall_join, h);
        step_needs(s, rules ? rules : made);
    }
    if (c->kind == CHANGE_DELETE) {
        struct step *s = add(b, &firewall_delete, h);
        step_after(s, leave);
        step_after(s, b->gone);
    }
}

static void
build(struct build *b)
{
    struct world *w = b->world;
    const bool known = are_known(w);

    for (size_t i = 0; i < w->n_holdings && b->err->code == LCT_OK; i++)
        if (w->holdings[i].resource->noun == NOUN_FIREWALL)
            add_one(b, &b->of->things[i], &w->holdings[i], known);
}

const struct noun_build firewall_build = { relate, build, .of_others = true };
