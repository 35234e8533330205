// SPDX-License-Identifier: MIT
// Addresses that the cluster reserves: there before the machine that is made with one, given back
// when all machines that go are gone. A machine that stays keeps the one that it has, as its own.
#include "base/map.h"
#include "build/noun.h"
#include "build/private.h"
#include "step/kinds.h"

static const char *const *
tags_of(struct arena *a, const struct resource *r)
{
    const char **tags = arena_array(a, 2, sizeof *tags);
    char tag[LCT_TAG_MAX];

    tags[0] = arena_strdup(a, cluster_tag(r->cluster, tag));
    return tags;
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    _own_(map) struct map by_node = { 0 };
    struct arena *a = w->arena;

    (void)staying;
    for (size_t i = 0; i < of->n_things; i++) {
        struct holding *h = &w->holdings[i];
        const struct resource *r = h->resource;
        if (r->noun != NOUN_ADDRESS)
            continue;
        h->tags = tags_of(a, r);
        map_put(&by_node, arena_printf(a, "%s %s", r->region, r->name), h);
    }
    for (size_t i = 0; i < w->n_members && by_node.n; i++) {
        struct member *m = &w->members[i];
        const struct node *n = m->node;
        if (!m->leaving && m->np->reserves)
            m->address = map_get(&by_node, arena_printf(a, "%s %s", n->region, n->name));
    }
}

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, h->resource->region, h);
}

static void
add_one(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct step **made = &b->made[h - b->world->holdings];

    if (c->kind == CHANGE_DELETE) {
        step_after(add(b, &address_returned, h), b->gone);
    } else if (!c->seen) {
        *made = add(b, &address_reserved, h);
        (*made)->uncertain = h->uncertain;
    }
}

static void
build(struct build *b)
{
    const struct world *w = b->world;

    for (size_t i = 0; i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_ADDRESS)
            add_one(b, &b->of->things[i], &w->holdings[i]);
}

const struct noun_build address_build = { relate, build };
