// SPDX-License-Identifier: MIT
// Placement groups: made before the machines that are born in them, joined by those that were there
// before, deleted when all machines that go are gone.
#include "build/noun.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "build/private.h"
#include "step/kinds.h"

// ---- who is in which

static struct holding *
group_of(const struct member *m)
{
    return m->placement;
}

static void
set_places(struct world *w)
{
    _own_(map) struct map by_place = { 0 };

    for (size_t i = 0; i < w->n_holdings; i++) {
        const struct resource *r = w->holdings[i].resource;
        if (r->noun == NOUN_PLACEMENT)
            map_put(
                &by_place, arena_printf(w->arena, "%s %s", r->region, r->name), &w->holdings[i]);
    }
    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        const char *name = m->leaving ? NULL : placement_of(m->np);
        if (name)
            m->placement =
                map_get(&by_place, arena_printf(w->arena, "%s %s", m->node->region, name));
    }
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    static const struct thing none;

    set_places(w);
    for (size_t i = 0; i < of->n_things; i++) {
        struct holding *h = &w->holdings[i];
        if (h->resource->noun != NOUN_PLACEMENT)
            continue;
        if (of->things[i].seen)
            holding_moves(w, h, of->things[i].seen, staying, group_of, NULL);
        else if (of->things[i].kind != CHANGE_DELETE)
            holding_moves(w, h, &none, staying, group_of, NULL); // nobody is in
    }
}

// ---- steps

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, h->resource->traits, h);
}

static void
add_one(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct step *made = NULL;

    if (c->kind == CHANGE_CREATE || (c->kind == CHANGE_FINISH && !c->seen)) {
        made = add(b, &placement_create, h);
        made->uncertain = h->uncertain;
    }
    b->made[h - b->world->holdings] = made;
    if (h->leaves)
        step_after(b->parted, add(b, &placement_leave, h));
    if (h->joins) {
        struct step *s = add(b, &placement_join, h);
        step_needs(s, made);
        step_after(s, b->parted);
    }
    if (c->kind == CHANGE_DELETE) {
        struct step *s = add(b, &placement_delete, h);
        step_after(s, b->parted);
        step_after(s, b->gone);
    }
}

static void
build(struct build *b)
{
    struct world *w = b->world;

    b->parted = graph_add(b->graph, &holdings_parted, w->cluster->slug, NULL, "", w);
    for (size_t i = 0; i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_PLACEMENT)
            add_one(b, &b->of->things[i], &w->holdings[i]);
}

const struct noun_build placement_build = { relate, build };
