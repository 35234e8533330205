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

struct names {
    const char **items;
    size_t n, cap;
};

static const char *const *
keep(struct arena *a, struct names *names)
{
    const char **list = NULL;

    if (names->n) {
        list = arena_array(a, names->n + 1, sizeof *list);
        for (size_t i = 0; i < names->n; i++)
            list[i] = names->items[i];
    }
    vec_done(names);
    return list;
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
set_moves(struct world *w, struct holding *h, const struct thing *seen, const struct map *staying)
{
    struct names leaves = { 0 };
    _own_(map) struct map inside = { 0 };

    for (const char *const *id = seen->members; id && *id; id++) {
        const struct member *m = map_get(staying, *id);
        map_put(&inside, *id, h);
        if (m && m->placement != h)
            vec_push(&leaves, *id);
    }
    h->leaves = keep(w->arena, &leaves);
    struct names joins = { 0 };
    map_each (it, staying) {
        const struct member *m = it->value;
        if (m->placement == h && !map_has(&inside, it->key))
            vec_push(&joins, arena_strdup(w->arena, it->key));
    }
    h->joins = keep(w->arena, &joins);
}

// Of what is not there yet, nobody is in.
static void
set_joins(struct world *w, struct holding *h, const struct map *staying)
{
    const struct thing none = { 0 };

    set_moves(w, h, &none, staying);
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    set_places(w);
    for (size_t i = 0; i < of->n_things; i++) {
        struct holding *h = &w->holdings[i];
        if (h->resource->noun != NOUN_PLACEMENT)
            continue;
        if (of->things[i].seen)
            set_moves(w, h, of->things[i].seen, staying);
        else if (of->things[i].kind != CHANGE_DELETE)
            set_joins(w, h, staying);
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
