// Placement groups: made before the machines that are born in them, joined by those that were there
// before, deleted when all machines that go are gone.
#include "build/holding.h"

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

static const char *
id_of(struct arena *a, const struct node *n)
{
    return arena_printf(a, "%lld", (long long)n->linode_id);
}

// Does it keep the machine that it has?
static bool
stays(const struct change *c)
{
    return c->kind != CHANGE_CREATE && c->kind != CHANGE_REPLACE && c->kind != CHANGE_DELETE &&
           c->node->linode_id;
}

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
        map_put(&by_place, arena_printf(w->arena, "%s %s", r->region, r->name), &w->holdings[i]);
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

void
holdings_set(struct world *w, const struct wants *of)
{
    _own_(map) struct map staying = { 0 };

    w->n_holdings = of->n_things;
    w->holdings = arena_array(w->arena, of->n_things, sizeof *w->holdings);
    for (size_t i = 0; i < of->n_things; i++) {
        struct resource *r = of->things[i].resource;
        w->holdings[i] = (struct holding){
            .world = w,
            .resource = r,
            .uncertain = !r->cloud_id && r->state != STATE_NOTEXIST,
        };
    }
    set_places(w);
    for (size_t i = 0; i < of->n && of->n_things; i++)
        if (stays(&of->changes[i]))
            map_put(&staying, id_of(w->arena, of->changes[i].node), &w->members[i]);
    for (size_t i = 0; i < of->n_things; i++)
        if (of->things[i].seen)
            set_moves(w, &w->holdings[i], of->things[i].seen, &staying);
        else if (of->things[i].kind != CHANGE_DELETE)
            set_joins(w, &w->holdings[i], &staying);
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

void
build_holdings(struct build *b)
{
    struct world *w = b->world;

    if (!w->n_holdings)
        return;
    b->made = arena_array(graph_arena(b->graph), w->n_holdings, sizeof *b->made);
    b->parted = graph_add(b->graph, &holdings_parted, w->cluster->slug, NULL, "", w);
    b->gone = graph_add(b->graph, &machines_gone, w->cluster->slug, NULL, "", w);
    for (size_t i = 0; i < w->n_holdings; i++)
        add_one(b, &b->of->things[i], &w->holdings[i]);
}

struct step *
build_made(const struct build *b, const struct member *m)
{
    return m->placement ? b->made[m->placement - b->world->holdings] : NULL;
}
