// SPDX-License-Identifier: MIT
// VPCs: made, with their subnets, before the machines that are born in them, deleted when all
// machines that go are gone.
#include "model/vpc.h"
#include "base/map.h"
#include "build/noun.h"
#include "build/private.h"
#include "model/network.h"
#include "plan/want/preflight.h"
#include "step/kinds.h"

// ---- who is in which

static const char *const *
tags_of(struct arena *a, const struct resource *r)
{
    const char **tags = arena_array(a, 2, sizeof *tags);
    char tag[LCT_TAG_MAX];

    tags[0] = arena_strdup(a, cluster_tag(r->cluster, tag));
    return tags;
}

static bool
is_hidden(const struct member *m)
{
    return !networks_reached(m->np->networks);
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    _own_(map) struct map by_place = { 0 };

    (void)staying;
    for (size_t i = 0; i < of->n_things; i++) {
        struct holding *h = &w->holdings[i];
        const struct resource *r = h->resource;
        if (r->noun != NOUN_VPC)
            continue;
        h->seen = of->things[i].seen;
        h->parts = of->things[i].parts;
        h->tags = r->existing ? NULL : tags_of(w->arena, r);
        map_put(&by_place, arena_printf(w->arena, "%s %s", r->region, r->name), h);
    }
    for (size_t i = 0; i < w->n_members && by_place.n; i++) {
        struct member *m = &w->members[i];
        if (m->leaving || !m->np->vpc)
            continue;
        m->vpc =
            map_get(&by_place, arena_printf(w->arena, "%s %s", m->node->region, m->np->vpc->vpc));
        if (m->vpc)
            m->vpc->hides |= is_hidden(m);
    }
}

// ---- steps

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, h->resource->traits, h);
}

// Are all of them among those?
static bool
are_among(struct arena *a, const char *const *of, const char *const *in)
{
    for (; *of; of++) {
        const struct subnet s = subnet_read(a, *of);
        if (!vpc_has(a, in, &s))
            return false;
    }
    return true;
}

// NodeBalancers within it go before, as machines do.
static void
add_removed(struct build *b, struct holding *h, const struct step_kind *kind)
{
    struct step *s = add(b, kind, h);

    step_after(s, b->gone);
    b->removed[h - b->world->holdings] = s;
}

static void
add_gone(struct build *b, struct holding *h)
{
    add_removed(b, h, h->resource->existing ? &vpc_leave : &vpc_delete);
}

static struct step *
add_made(struct build *b, struct holding *h)
{
    struct step *made = add(b, h->resource->existing ? &vpc_use : &vpc_create, h);

    made->uncertain = h->uncertain && !h->resource->existing;
    return made;
}

static struct step *
add_one(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct arena *a = graph_arena(b->graph);
    struct step *made = NULL;

    if (c->kind == CHANGE_DELETE) {
        add_gone(b, h);
        return NULL;
    }
    if (!c->seen)
        return add_made(b, h);
    if (h->resource->existing)
        return NULL;
    if (!are_among(a, h->parts, c->seen->parts))
        made = add(b, &vpc_subnets, h);
    if (!are_among(a, c->seen->parts, h->parts))
        add_removed(b, h, &vpc_prune);
    return made;
}

static size_t
number_of(const struct build *b, const struct member *m)
{
    return (size_t)(m->vpc - b->world->holdings);
}

// One step a VPC tells the addresses of all of its nodes that have none, or other machines.
static void
add_addressed(struct build *b, const struct member *m, const struct change *c)
{
    const size_t i = m->vpc ? number_of(b, m) : 0;

    if (!m->vpc || b->addressed[i] || (m->node->vpc_ipv4 && !change_makes(c)))
        return;
    b->addressed[i] = add(b, &vpc_addresses, m->vpc);
    step_needs(b->addressed[i], b->made[i]);
    step_after(b->known, b->addressed[i]);
}

static void
add_carried(struct build *b, size_t i)
{
    const struct holding *h = &b->world->holdings[i];

    if (h->hides)
        b->carried[i] =
            graph_add(b->graph, &bastions_ready, h->resource->label, NULL, "", b->world);
}

void
build_addressed(struct build *b, const struct member *m, struct step *made)
{
    if (m->vpc && b->addressed[number_of(b, m)])
        step_after(b->addressed[number_of(b, m)], made);
}

void
build_way(struct build *b, const struct member *m, struct step *s)
{
    if (!m->vpc || !is_hidden(m))
        return;
    step_needs(s, b->addressed[number_of(b, m)]);
    step_after(s, b->carried[number_of(b, m)]);
}

void
build_carries(struct build *b, const struct member *m, struct step *secure)
{
    if (m->vpc && !is_hidden(m) && b->carried[number_of(b, m)])
        step_after(b->carried[number_of(b, m)], secure);
}

static void
build(struct build *b)
{
    struct world *w = b->world;

    for (size_t i = 0; i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_VPC) {
            b->made[i] = add_one(b, &b->of->things[i], &w->holdings[i]);
            add_carried(b, i);
        }
    for (size_t i = 0; i < w->n_members; i++)
        add_addressed(b, &w->members[i], &b->of->changes[i]);
}

const struct noun_build vpc_build = { relate, build };
